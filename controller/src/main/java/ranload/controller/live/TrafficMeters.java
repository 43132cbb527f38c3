package ranload.controller.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import ranload.session.SessionId;

/**
 * What was sent, received and lost, by environment and direction. A row changes while its second end and late datagrams
 * come in, and a counter cannot go back: a row counts when {@value #SETTLING} newer ones of its direction are there, or
 * when its session ends. Thread-safe.
 */
final class TrafficMeters {
    static final int SETTLING = 3;

    private final MeterRegistry registry;

    /** Guarded by this. */
    private final Map<SessionId, Open> open = new HashMap<>();

    private static final class Open {
        final String environment;
        final Map<String, TreeMap<Integer, JsonObject>> unsettled = new HashMap<>();
        final Map<String, Integer> settled = new HashMap<>();

        Open(String environment) {
            this.environment = environment;
        }
    }

    TrafficMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Rows of this session count from now on. */
    synchronized void opened(SessionId session, String environment) {
        open.putIfAbsent(session, new Open(environment));
    }

    /** Takes a version of a row; that of a session which is not open is left out. */
    synchronized void row(JsonObject row) {
        Open session = open.get(new SessionId(row.getLong("session_id")));
        if (session == null) {
            return;
        }
        String direction = row.getString("record_type");
        int interval = row.getInteger("interval");
        if (interval <= session.settled.getOrDefault(direction, 0)) {
            return;
        }
        TreeMap<Integer, JsonObject> rows = session.unsettled.computeIfAbsent(direction, none -> new TreeMap<>());
        rows.put(interval, row);
        while (rows.size() > SETTLING) {
            JsonObject oldest = rows.pollFirstEntry().getValue();
            session.settled.put(direction, oldest.getInteger("interval"));
            count(session.environment, direction, oldest);
        }
    }

    /** Nothing of this session changes any more. */
    synchronized void ended(SessionId session) {
        Open ended = open.remove(session);
        if (ended != null) {
            ended.unsettled.forEach(
                    (direction, rows) -> rows.values().forEach(row -> count(ended.environment, direction, row)));
        }
    }

    private void count(String environment, String direction, JsonObject row) {
        Tags tags = Tags.of("environment", environment, "direction", direction);
        counter("ranload.received.octets", "Payload that arrived", tags).increment(row.getLong("total_bytes"));
        counter("ranload.sent.octets", "Payload that was sent", tags).increment(row.getLong("sent_bytes"));
        counter("ranload.lost.datagrams", "Datagrams that did not arrive", tags).increment(row.getLong("errors"));
        counter("ranload.expected.datagrams", "Datagrams that should have arrived, by sequence number", tags)
                .increment(row.getLong("packets_sent"));
        counter("ranload.not.sent", "Datagrams (TCP: octets) that were due and not sent", tags)
                .increment(row.getLong("not_sent"));
        if (Boolean.TRUE.equals(row.getBoolean("sender_complete"))) {
            Timer.builder("ranload.pacing.lateness")
                    .description("How late writes left: the 99th percentile of each second")
                    .tags(tags)
                    .serviceLevelObjectives(
                            Duration.ofNanos(10_000),
                            Duration.ofNanos(100_000),
                            Duration.ofMillis(1),
                            Duration.ofMillis(10),
                            Duration.ofMillis(100))
                    .register(registry)
                    .record(Duration.ofNanos(1_000 * row.getLong("lateness_p99_us")));
        }
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }
}
