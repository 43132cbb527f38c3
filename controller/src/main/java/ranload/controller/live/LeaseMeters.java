package ranload.controller.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import ranload.session.AgentId;
import ranload.time.NanoClock;

/** How old the grants are that load runs under. Thread-safe. */
final class LeaseMeters {
    private final NanoClock clock;

    /** When each agent that holds grants last confirmed them. Guarded by this. */
    private final Map<AgentId, Long> confirmed = new HashMap<>();

    LeaseMeters(MeterRegistry registry, NanoClock clock) {
        this.clock = clock;
        Gauge.builder("ranload.lease.age", this::oldestSeconds)
                .description("Since the grants of an agent under load were last confirmed, that of the longest")
                .baseUnit("seconds")
                .register(registry);
    }

    /** These agents, and no others, hold grants that are being renewed. */
    synchronized void renewing(Set<AgentId> agents) {
        confirmed.keySet().retainAll(agents);
        agents.forEach(agent -> confirmed.putIfAbsent(agent, clock.nanoTime()));
    }

    /** An agent has confirmed its grants. */
    synchronized void renewed(AgentId agent) {
        confirmed.computeIfPresent(agent, (known, before) -> clock.nanoTime());
    }

    private synchronized double oldestSeconds() {
        long now = clock.nanoTime();
        return confirmed.values().stream().mapToLong(at -> now - at).max().orElse(0) / 1e9;
    }
}
