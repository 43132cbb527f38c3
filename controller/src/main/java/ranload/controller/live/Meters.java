package ranload.controller.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import ranload.session.SessionId;
import ranload.session.SessionState;
import ranload.time.NanoClock;

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
    private final Timer transactions;
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final TrafficMeters traffic;
    private final LeaseMeters leases;

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
                .description("From a batch's arrival to its commit, upon which it is acknowledged")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        this.transactions = Timer.builder("ranload.transaction")
                .description("Database transactions that store rows, from begin to commit")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        Gauge.builder("ranload.rows.unacknowledged", unacknowledged::get)
                .description("Rows that have arrived and are not acknowledged yet")
                .register(registry);
        this.traffic = new TrafficMeters(registry);
        this.leases = new LeaseMeters(registry, NanoClock.SYSTEM);
    }

    /** Traffic of this session counts for its environment from now on, until it ends. */
    void opened(SessionId session, String environment) {
        traffic.opened(session, environment);
    }

    /** Rows have arrived that wait to be acknowledged. */
    void arrived(int count) {
        unacknowledged.addAndGet(count);
    }

    /** Rows that had arrived were acknowledged or given back. */
    void answered(int count) {
        unacknowledged.addAndGet(-count);
    }

    /** Notes a transaction of the store. */
    public void transaction(Duration took) {
        transactions.record(took);
    }

    LeaseMeters leases() {
        return leases;
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
            traffic.ended(session);
        }
    }

    /** Notes a commit. */
    void committed(List<JsonObject> changed, Duration took) {
        rows.increment(changed.size());
        changed.forEach(traffic::row);
        commits.record(took);
    }

    /** All meters of the registry in the text format. */
    public String scrape() {
        return registry.scrape();
    }
}
