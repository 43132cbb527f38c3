package ranload.controller.store;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import ranload.bus.AgentEvent;
import ranload.controller.report.DirectionSummary;
import ranload.controller.report.MergedHistograms;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.Role;

/** The statements about results, warnings and summaries, and what goes in and comes out of them. */
final class ResultSql {
    /** A repeat replaces what it repeats. */
    static final String PUT_RESULT = """
            INSERT INTO stream_result (session_id, record_type, stream, role, agent, rows, octets, packets, lost,
                not_sent, started_at, ended_at, outage_nanos, cause_code, cause_message, io, histogram)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (session_id, record_type, stream, role) DO UPDATE SET
                agent = excluded.agent, rows = excluded.rows, octets = excluded.octets, packets = excluded.packets,
                lost = excluded.lost, not_sent = excluded.not_sent, started_at = excluded.started_at,
                ended_at = excluded.ended_at, outage_nanos = excluded.outage_nanos,
                cause_code = excluded.cause_code, cause_message = excluded.cause_message,
                io = excluded.io, histogram = excluded.histogram
            """;

    static final String PUT_WARNING = """
            INSERT INTO session_warning (session_id, agent, code, warned_at, message) SELECT $1, $2, $3, $4, $5
            WHERE (SELECT COUNT(*) FROM session_warning WHERE session_id = $1) < 500
            ON CONFLICT (session_id, warned_at, agent, code, message) DO NOTHING
            """;

    /** A repeat may know a longer one. */
    static final String PUT_OUTAGE = """
            INSERT INTO session_outage (session_id, agent, started_at, nanos) VALUES ($1, $2, $3, $4)
            ON CONFLICT (session_id, started_at, agent) DO UPDATE SET nanos = excluded.nanos
            """;

    static final String OUTAGES = """
            SELECT agent, started_at, nanos FROM session_outage WHERE session_id = $1 ORDER BY started_at, agent
            """;

    static final String RESULTS = """
            SELECT record_type, stream, role, agent, rows, octets, packets, lost, not_sent, started_at, ended_at,
                outage_nanos, cause_code, cause_message, io, histogram
            FROM stream_result WHERE session_id = $1 ORDER BY record_type, stream, role
            """;

    /** How many rows each end of each stream says there are. */
    static final String RESULT_ROWS = "SELECT record_type, stream, role, rows FROM stream_result WHERE session_id = $1";

    /** The first thousand; more of them say nothing new. */
    static final String WARNINGS = """
            SELECT agent, code, warned_at, message FROM session_warning WHERE session_id = $1
            ORDER BY warned_at, agent, code, message LIMIT 1000
            """;

    /** How many results there must be. */
    static final String EXPECTED_RESULTS =
            "SELECT 2 * (upstream_streams + downstream_streams) AS expected FROM sessions WHERE session_id = $1";

    /** Rows that each stream's ends have stored: how many, and the highest number. */
    static final String STORED_ROWS = """
            SELECT record_type, stream, COUNT(received_timestamp) AS received,
                MAX(CASE WHEN received_timestamp IS NOT NULL THEN interval ELSE 0 END) AS last_received,
                COUNT(sent_timestamp) AS sent,
                MAX(CASE WHEN sent_timestamp IS NOT NULL THEN interval ELSE 0 END) AS last_sent
            FROM stream_data WHERE session_id = $1 GROUP BY record_type, stream
            """;

    static final String SUMMARY = """
            SELECT d.record_type, COUNT(*) AS rows,
                SUM(CASE WHEN d.receiver_streams > 0 AND d.interval <= s.omit + s.duration
                    THEN d.sample_duration ELSE 0 END) AS measured_seconds,
                SUM(CASE WHEN d.receiver_streams > 0 AND d.interval <= s.omit + s.duration
                    THEN d.total_bytes ELSE 0 END) AS measured_octets,
                SUM(d.total_bytes) AS octets,
                COALESCE(MIN(CASE WHEN d.receiver_streams > 0 AND d.sample_duration > 0.99 THEN d.throughput END),
                    MIN(d.throughput)) AS min_throughput,
                COALESCE(MAX(CASE WHEN d.receiver_streams > 0 AND d.sample_duration > 0.99 THEN d.throughput END),
                    MAX(d.throughput)) AS max_throughput,
                SUM(d.errors) AS lost, SUM(d.packets_sent) AS expected, SUM(d.packets_received) AS received,
                SUM(d.packets_out_of_order) AS reordered, SUM(d.duplicates) AS duplicates,
                SUM(d.socket_drops) AS socket_drops,
                COALESCE(SUM(d.jitter * d.packets_received) / NULLIF(SUM(d.packets_received), 0), 0) AS mean_jitter,
                MAX(d.jitter) AS max_jitter,
                SUM(d.sent_bytes) AS sent_octets, SUM(d.sent_packets) AS sent_packets, SUM(d.not_sent) AS not_sent,
                SUM(d.retransmits) AS retransmits, COALESCE(AVG(NULLIF(d.rtt_ms, 0)), 0) AS mean_rtt,
                SUM(d.loss_runs) AS loss_runs, MAX(d.loss_run_max) AS loss_run_max,
                MAX(d.reorder_extent_max) AS reorder_extent_max, MAX(d.burst_datagrams) AS burst_datagrams,
                SUM(d.sender_cpu_ms) AS sender_cpu_ms, AVG(d.host_steal_percent) AS mean_host_steal,
                MAX(d.delay_variation_max_us) AS delay_variation_max_us, MAX(d.lateness_max_us) AS lateness_max_us
            FROM session_data d, sessions s
            WHERE d.session_id = $1 AND s.session_id = d.session_id AND d.omitted = 0
            GROUP BY d.record_type
            """;

    private ResultSql() {}

    static Tuple result(AgentId agent, StreamResult result) {
        Failure cause = result.cause();
        return Tuple.tuple()
                .addLong(result.session().value())
                .addString(result.direction().code())
                .addInteger(result.stream())
                .addString(result.role().code())
                .addString(agent.value())
                .addInteger(result.rows())
                .addLong(result.octets())
                .addLong(result.packets())
                .addLong(result.lost())
                .addLong(result.notSent())
                .addString(UtcText.of(result.startedAt()))
                .addString(UtcText.of(result.endedAt()))
                .addLong(result.outageNanos())
                .addString(cause == null ? null : cause.code())
                .addString(cause == null ? null : cause.message())
                .addString(result.io())
                .addString(
                        result.histogram() == null ? null : result.histogram().base64());
    }

    static Tuple warning(AgentEvent.Warning warning) {
        return Tuple.of(
                warning.session().value(),
                warning.agent().value(),
                warning.code(),
                UtcText.of(warning.at()),
                warning.message());
    }

    static List<Tuple> outages(AgentId agent, StreamResult result) {
        return result.outages().stream()
                .map(outage -> Tuple.of(
                        result.session().value(), agent.value(), UtcText.of(outage.startedAt()), outage.nanos()))
                .toList();
    }

    static JsonObject outageJson(Row row) {
        return new JsonObject()
                .put("agent", row.getString("agent"))
                .put("started_at", row.getString("started_at"))
                .put("duration_ms", row.getLong("nanos") / 1e6);
    }

    static JsonObject resultJson(Row row) {
        String cause = row.getString("cause_code");
        return new JsonObject()
                .put("record_type", row.getString("record_type"))
                .put("stream", row.getInteger("stream"))
                .put("role", row.getString("role"))
                .put("agent", row.getString("agent"))
                .put("rows", row.getInteger("rows"))
                .put("octets", row.getLong("octets"))
                .put("packets", row.getLong("packets"))
                .put("lost", row.getLong("lost"))
                .put("not_sent", row.getLong("not_sent"))
                .put("started_at", row.getString("started_at"))
                .put("ended_at", row.getString("ended_at"))
                .put("outage_ms", row.getLong("outage_nanos") / 1e6)
                .put("io", row.getString("io"))
                .put("histogram", row.getString("histogram"))
                .put(
                        "cause",
                        cause == null
                                ? null
                                : new JsonObject().put("code", cause).put("message", row.getString("cause_message")));
    }

    static JsonObject warningJson(Row row) {
        return new JsonObject()
                .put("timestamp", row.getString("warned_at"))
                .put("agent", row.getString("agent"))
                .put("code", row.getString("code"))
                .put("message", row.getString("message"));
    }

    /** The histograms of all streams, by direction and role. */
    static MergedHistograms histograms(RowSet<Row> results) {
        MergedHistograms histograms = new MergedHistograms();
        results.forEach(
                row -> histograms.add(row.getString("record_type"), row.getString("role"), row.getString("histogram")));
        return histograms;
    }

    static DirectionSummary summary(Row row, MergedHistograms histograms) {
        String direction = row.getString("record_type");
        boolean datagrams = row.getLong("expected") > 0;
        return new DirectionSummary(
                row.getInteger("rows"),
                row.getDouble("measured_seconds"),
                row.getLong("measured_octets"),
                row.getLong("octets"),
                row.getLong("min_throughput"),
                row.getLong("max_throughput"),
                row.getLong("lost"),
                row.getLong("expected"),
                row.getLong("received"),
                row.getLong("reordered"),
                row.getLong("duplicates"),
                row.getLong("socket_drops"),
                row.getDouble("mean_jitter"),
                row.getDouble("max_jitter"),
                row.getLong("sent_octets"),
                row.getLong("sent_packets"),
                row.getLong("not_sent"),
                row.getLong("retransmits"),
                row.getDouble("mean_rtt"),
                row.getLong("loss_runs"),
                row.getLong("loss_run_max"),
                row.getLong("reorder_extent_max"),
                histograms.spread(
                        direction, Role.RECEIVER.code(), datagrams ? row.getLong("delay_variation_max_us") : null),
                histograms.spread(direction, Role.SENDER.code(), row.getLong("lateness_max_us")),
                row.getLong("burst_datagrams"),
                row.getDouble("sender_cpu_ms"),
                row.getDouble("mean_host_steal"));
    }
}
