package ranload.controller.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import ranload.session.SessionId;
import ranload.session.SessionState;

/**
 * What Prometheus reads of sessions and rows, beside what the registry's other users put there. Never a session id: a
 * label must not grow without bound. Thread-safe.
 */
public final class Meters {
    private final PrometheusMeterRegistry registry;
    private final Map<SessionId, SessionState> open = new ConcurrentHashMap<>();
    private final Map<SessionState, Counter> ended = new EnumMap<>(SessionState.class);
    private final Counter rows;
    private final Timer commits;

    public Meters(PrometheusMeterRegistry registry) {
        this.registry = registry;
        for (SessionState state : SessionState.values()) {
            Tags tags = Tags.of("state", state.code());
            if (state.isEnd()) {
                ended.put(
                        state,
                        Counter.builder("ranload.sessions.ended")
                                .description("Sessions that ended so since the controller started")
                                .tags(tags)
                                .register(registry));
            } else {
                Gauge.builder("ranload.sessions", () -> count(state))
                        .description("Sessions that are in this state now")
                        .tags(tags)
                        .register(registry);
            }
        }
        this.rows = Counter.builder("ranload.rows.committed")
                .description("Rows that were committed, each time they changed")
                .register(registry);
        this.commits = Timer.builder("ranload.commit")
                .description("From a batch's arrival to its commit")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    private double count(SessionState state) {
        return open.values().stream().filter(state::equals).count();
    }

    /** Notes a stored state. */
    void state(SessionId session, SessionState state) {
        if (!state.isEnd()) {
            open.put(session, state);
        } else {
            open.remove(session);
            ended.get(state).increment();
        }
    }

    /** Notes a commit. */
    void committed(int changedRows, Duration took) {
        rows.increment(changedRows);
        commits.record(took);
    }

    /** All meters of the registry in the text format. */
    public String scrape() {
        return registry.scrape();
    }
}
