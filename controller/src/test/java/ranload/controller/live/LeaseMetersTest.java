package ranload.controller.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import ranload.session.AgentId;
import ranload.time.ManualClock;

class LeaseMetersTest {
    private static final AgentId FAR = new AgentId("far.office");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ManualClock clock = new ManualClock(7);
    private final LeaseMeters leases = new LeaseMeters(registry, clock);

    private double age() {
        return registry.get("ranload.lease.age").gauge().value();
    }

    @Test
    void tellsTheAgeOfTheGrantThatWasConfirmedLongestAgo() {
        assertThat(age()).isZero();
        leases.renewing(Set.of(AgentId.NEAR, FAR));
        clock.advance(Duration.ofSeconds(2));
        leases.renewed(AgentId.NEAR);
        assertThat(age()).isEqualTo(2);
        leases.renewed(FAR);
        clock.advance(Duration.ofSeconds(1));
        assertThat(age()).isEqualTo(1);
    }

    @Test
    void forgetsAnAgentThatHoldsNoGrantsAnyMore() {
        leases.renewing(Set.of(AgentId.NEAR, FAR));
        clock.advance(Duration.ofSeconds(5));
        leases.renewing(Set.of(AgentId.NEAR));
        leases.renewed(AgentId.NEAR);
        assertThat(age()).isZero();
        leases.renewed(FAR);
        leases.renewing(Set.of());
        clock.advance(Duration.ofSeconds(5));
        assertThat(age()).isZero();
    }
}
