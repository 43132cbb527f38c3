package ranload.controller.store;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;

/** The statements about rows, and what goes in and comes out of them. */
final class RowSql {
    /** One end's half of a stream's second. A repeat replaces what it repeats. */
    static final String PUT_RECEIVER = """
            INSERT INTO stream_data (session_id, interval, record_type, stream, received_timestamp, received_nanos,
                total_bytes, packets_received, packets_sent, errors, packets_out_of_order, duplicates, jitter_nanos,
                socket_drops, nic_bytes_received, loss_runs, loss_run_max, reorder_extent_max, delay_variation_p50_us,
                delay_variation_p90_us, delay_variation_p99_us, delay_variation_max_us, receiver_steal_percent)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23)
            ON CONFLICT (session_id, interval, record_type, stream) DO UPDATE SET
                received_timestamp = excluded.received_timestamp, received_nanos = excluded.received_nanos,
                total_bytes = excluded.total_bytes, packets_received = excluded.packets_received,
                packets_sent = excluded.packets_sent, errors = excluded.errors,
                packets_out_of_order = excluded.packets_out_of_order, duplicates = excluded.duplicates,
                jitter_nanos = excluded.jitter_nanos, socket_drops = excluded.socket_drops,
                nic_bytes_received = excluded.nic_bytes_received, loss_runs = excluded.loss_runs,
                loss_run_max = excluded.loss_run_max, reorder_extent_max = excluded.reorder_extent_max,
                delay_variation_p50_us = excluded.delay_variation_p50_us,
                delay_variation_p90_us = excluded.delay_variation_p90_us,
                delay_variation_p99_us = excluded.delay_variation_p99_us,
                delay_variation_max_us = excluded.delay_variation_max_us,
                receiver_steal_percent = excluded.receiver_steal_percent
            """;

    static final String PUT_SENDER = """
            INSERT INTO stream_data (session_id, interval, record_type, stream, sent_timestamp, sent_nanos, sent_bytes,
                sent_packets, not_sent, retransmits, rtt_micros, cwnd_bytes, lateness_p50_us, lateness_p99_us,
                lateness_max_us, burst_datagrams, sender_cpu_nanos, sender_steal_percent, nic_bytes_sent)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            ON CONFLICT (session_id, interval, record_type, stream) DO UPDATE SET
                sent_timestamp = excluded.sent_timestamp, sent_nanos = excluded.sent_nanos,
                sent_bytes = excluded.sent_bytes, sent_packets = excluded.sent_packets, not_sent = excluded.not_sent,
                retransmits = excluded.retransmits, rtt_micros = excluded.rtt_micros,
                cwnd_bytes = excluded.cwnd_bytes, lateness_p50_us = excluded.lateness_p50_us,
                lateness_p99_us = excluded.lateness_p99_us, lateness_max_us = excluded.lateness_max_us,
                burst_datagrams = excluded.burst_datagrams, sender_cpu_nanos = excluded.sender_cpu_nanos,
                sender_steal_percent = excluded.sender_steal_percent, nic_bytes_sent = excluded.nic_bytes_sent
            """;

    /**
     * Makes one row of session_data anew from all that its streams reported. Parameters: revision, session, interval,
     * record type.
     */
    static final String MERGE = """
            INSERT INTO session_data (session_id, interval, record_type, timestamp, sample_duration, total_bytes,
                throughput, jitter, errors, packets_sent, packet_error_rate, packets_out_of_order, duplicates,
                packets_received, socket_drops, nic_bytes_received, sent_bytes, sent_packets, not_sent, retransmits,
                rtt_ms, cwnd_bytes, lateness_p99_us, nic_bytes_sent, omitted, receiver_streams, sender_streams,
                receiver_complete, sender_complete, revision, lateness_p50_us, lateness_max_us, sender_cpu_ms, burst_datagrams,
                host_steal_percent, loss_runs, loss_run_mean, loss_run_max, reorder_extent_max,
                delay_variation_p50_us, delay_variation_p90_us, delay_variation_p99_us,
                delay_variation_max_us)
            SELECT g.session_id, g.interval, g.record_type, g.timestamp, g.nanos / 1e9, g.total_bytes,
                CASE WHEN g.nanos > 0 THEN CAST(ROUND(g.total_bytes * 8e9 / g.nanos) AS BIGINT) ELSE 0 END,
                CASE WHEN g.packets_received > 0 THEN g.weighted_jitter / g.packets_received / 1e6 ELSE 0 END,
                g.errors, g.packets_sent,
                CASE WHEN g.packets_sent > 0 THEN 100e0 * g.errors / g.packets_sent ELSE 0 END,
                g.packets_out_of_order, g.duplicates, g.packets_received, g.socket_drops, g.nic_bytes_received,
                g.sent_bytes, g.sent_packets, g.not_sent, g.retransmits, g.rtt_micros / 1e3, g.cwnd_bytes,
                g.lateness_p99_us, g.nic_bytes_sent,
                CASE WHEN g.interval <= s.omit THEN 1 ELSE 0 END,
                g.receiver_streams, g.sender_streams,
                CASE WHEN g.receiver_streams >=
                    CASE g.record_type WHEN 'u' THEN s.upstream_streams ELSE s.downstream_streams END
                    THEN 1 ELSE 0 END,
                CASE WHEN g.sender_streams >=
                    CASE g.record_type WHEN 'u' THEN s.upstream_streams ELSE s.downstream_streams END
                    THEN 1 ELSE 0 END,
                CAST($1 AS BIGINT),
                g.lateness_p50_us, g.lateness_max_us, g.sender_cpu_nanos / 1e6, g.burst_datagrams,
                CASE WHEN g.sender_steal IS NULL OR g.receiver_steal >= g.sender_steal
                    THEN g.receiver_steal ELSE g.sender_steal END,
                g.loss_runs, CASE WHEN g.loss_runs > 0 THEN g.errors * 1e0 / g.loss_runs WHEN g.loss_runs = 0 THEN 0e0 END,
                g.loss_run_max, g.reorder_extent_max, g.delay_variation_p50_us, g.delay_variation_p90_us,
                g.delay_variation_p99_us, g.delay_variation_max_us
            FROM sessions s, (
                SELECT session_id, interval, record_type,
                    COALESCE(MAX(received_timestamp), MAX(sent_timestamp)) AS timestamp,
                    COALESCE(MAX(received_nanos), MAX(sent_nanos)) AS nanos,
                    COALESCE(SUM(total_bytes), 0) AS total_bytes,
                    COALESCE(SUM(packets_received), 0) AS packets_received,
                    COALESCE(SUM(packets_sent), 0) AS packets_sent,
                    COALESCE(SUM(errors), 0) AS errors,
                    COALESCE(SUM(packets_out_of_order), 0) AS packets_out_of_order,
                    COALESCE(SUM(duplicates), 0) AS duplicates,
                    SUM(jitter_nanos * 1e0 * packets_received) AS weighted_jitter,
                    COALESCE(SUM(socket_drops), 0) AS socket_drops,
                    MAX(nic_bytes_received) AS nic_bytes_received,
                    COALESCE(SUM(sent_bytes), 0) AS sent_bytes,
                    COALESCE(SUM(sent_packets), 0) AS sent_packets,
                    COALESCE(SUM(not_sent), 0) AS not_sent,
                    COALESCE(SUM(retransmits), 0) AS retransmits,
                    COALESCE(AVG(NULLIF(rtt_micros, 0)), 0) AS rtt_micros,
                    COALESCE(SUM(cwnd_bytes), 0) AS cwnd_bytes,
                    COALESCE(MAX(lateness_p99_us), 0) AS lateness_p99_us,
                    MAX(nic_bytes_sent) AS nic_bytes_sent,
                    MAX(lateness_p50_us) AS lateness_p50_us,
                    MAX(lateness_max_us) AS lateness_max_us,
                    MAX(sender_cpu_nanos) AS sender_cpu_nanos,
                    MAX(burst_datagrams) AS burst_datagrams,
                    MAX(receiver_steal_percent) AS receiver_steal,
                    MAX(sender_steal_percent) AS sender_steal,
                    SUM(loss_runs) AS loss_runs,
                    MAX(loss_run_max) AS loss_run_max,
                    MAX(reorder_extent_max) AS reorder_extent_max,
                    MAX(delay_variation_p50_us) AS delay_variation_p50_us,
                    MAX(delay_variation_p90_us) AS delay_variation_p90_us,
                    MAX(delay_variation_p99_us) AS delay_variation_p99_us,
                    MAX(delay_variation_max_us) AS delay_variation_max_us,
                    COUNT(received_timestamp) AS receiver_streams,
                    COUNT(sent_timestamp) AS sender_streams
                FROM stream_data
                WHERE session_id = $2 AND interval = $3 AND record_type = $4
                GROUP BY session_id, interval, record_type) g
            WHERE s.session_id = g.session_id
            ON CONFLICT (session_id, interval, record_type) DO UPDATE SET
                timestamp = excluded.timestamp, sample_duration = excluded.sample_duration,
                total_bytes = excluded.total_bytes, throughput = excluded.throughput, jitter = excluded.jitter,
                errors = excluded.errors, packets_sent = excluded.packets_sent,
                packet_error_rate = excluded.packet_error_rate,
                packets_out_of_order = excluded.packets_out_of_order, duplicates = excluded.duplicates,
                packets_received = excluded.packets_received, socket_drops = excluded.socket_drops,
                nic_bytes_received = excluded.nic_bytes_received, sent_bytes = excluded.sent_bytes,
                sent_packets = excluded.sent_packets, not_sent = excluded.not_sent,
                retransmits = excluded.retransmits, rtt_ms = excluded.rtt_ms, cwnd_bytes = excluded.cwnd_bytes,
                lateness_p99_us = excluded.lateness_p99_us, nic_bytes_sent = excluded.nic_bytes_sent,
                omitted = excluded.omitted, receiver_streams = excluded.receiver_streams,
                sender_streams = excluded.sender_streams, receiver_complete = excluded.receiver_complete,
                sender_complete = excluded.sender_complete, revision = excluded.revision,
                lateness_p50_us = excluded.lateness_p50_us,
                lateness_max_us = excluded.lateness_max_us,
                sender_cpu_ms = excluded.sender_cpu_ms,
                burst_datagrams = excluded.burst_datagrams,
                host_steal_percent = excluded.host_steal_percent,
                loss_runs = excluded.loss_runs,
                loss_run_mean = excluded.loss_run_mean,
                loss_run_max = excluded.loss_run_max,
                reorder_extent_max = excluded.reorder_extent_max,
                delay_variation_p50_us = excluded.delay_variation_p50_us,
                delay_variation_p90_us = excluded.delay_variation_p90_us,
                delay_variation_p99_us = excluded.delay_variation_p99_us,
                delay_variation_max_us = excluded.delay_variation_max_us
            """;

    private static final String COLUMNS = """
            SELECT session_id, timestamp, record_type, interval, sample_duration, total_bytes, throughput, jitter, errors,
                packets_sent, packet_error_rate, packets_out_of_order, duplicates, packets_received, socket_drops,
                sent_bytes, sent_packets, not_sent, retransmits, rtt_ms, cwnd_bytes, lateness_p99_us,
                nic_bytes_received, nic_bytes_sent, omitted, receiver_complete, sender_complete, revision,
                lateness_p50_us, lateness_max_us, sender_cpu_ms, burst_datagrams, host_steal_percent,
                loss_runs, loss_run_mean, loss_run_max, reorder_extent_max, delay_variation_p50_us,
                delay_variation_p90_us, delay_variation_p99_us, delay_variation_max_us
            FROM session_data
            """;

    /** Rows that the transaction with this revision wrote. */
    static final String OF_REVISION = COLUMNS + "WHERE revision = $1";

    /** The next page of a session's rows. Parameters: session, interval and record type before it, time, limit. */
    static final String PAGE = COLUMNS + """
            WHERE session_id = $1 AND (interval, record_type) > ($2, $3) AND timestamp > $4
            ORDER BY interval, record_type LIMIT $5
            """;

    static final String LAST_REVISION = "SELECT COALESCE(MAX(revision), 0) AS revision FROM session_data";

    /** Like {@link #PAGE}, without rows that were written after a revision, which comes before the limit. */
    static final String PAGE_UP_TO = COLUMNS + """
            WHERE session_id = $1 AND (interval, record_type) > ($2, $3) AND timestamp > $4 AND revision <= $5
            ORDER BY interval, record_type LIMIT $6
            """;

    /** The rows of all sessions in the order in which they were stored. Parameters: place before them, limit. */
    static final String STORED_AFTER = COLUMNS + """
            WHERE (revision, session_id, interval, record_type) > ($1, $2, $3, $4)
            ORDER BY revision, session_id, interval, record_type LIMIT $5
            """;

    /**
     * The same of one session, which is the parameter before the limit. The plus keeps the planner from the session's key: whoever
     * follows a session asks for its newest rows, of which there are few, and not for the order of its intervals.
     */
    static final String STORED_AFTER_OF_ONE = COLUMNS + """
            WHERE (revision, session_id, interval, record_type) > ($1, $2, $3, $4) AND +session_id = $5
            ORDER BY revision, session_id, interval, record_type LIMIT $6
            """;

    private RowSql() {}

    static Tuple receiver(ReceiverRow row) {
        return key(row).addString(UtcText.of(row.timestamp()))
                .addLong(row.durationNanos())
                .addLong(row.octets())
                .addLong(row.packets())
                .addLong(row.expected())
                .addLong(row.lost())
                .addLong(row.reordered())
                .addLong(row.duplicates())
                .addLong(row.jitterNanos())
                .addLong(row.socketDrops())
                .addLong(known(row.nicOctets()))
                .addLong(row.lossRuns().runs())
                .addLong(row.lossRuns().longest())
                .addLong(row.reorderExtentMax())
                .addLong(row.delayVariation().p50Micros())
                .addLong(row.delayVariation().p90Micros())
                .addLong(row.delayVariation().p99Micros())
                .addLong(row.delayVariation().maxMicros())
                .addDouble(known(row.hostStealPercent()));
    }

    static Tuple sender(SenderRow row) {
        return key(row).addString(UtcText.of(row.timestamp()))
                .addLong(row.durationNanos())
                .addLong(row.sentOctets())
                .addLong(row.sentPackets())
                .addLong(row.notSent())
                .addLong(row.retransmits())
                .addLong(row.rttMicros())
                .addLong(row.congestionWindowOctets())
                .addLong(row.lateness().p50Micros())
                .addLong(row.lateness().p99Micros())
                .addLong(row.lateness().maxMicros())
                .addInteger(row.burstDatagrams())
                .addLong(known(row.cpuNanos()))
                .addDouble(known(row.hostStealPercent()))
                .addLong(known(row.nicOctets()));
    }

    private static Tuple key(IntervalRow row) {
        return Tuple.of(row.session().value(), row.interval(), row.direction().code(), row.stream());
    }

    private static Long known(long value) {
        return value < 0 ? null : value;
    }

    private static Double known(double value) {
        return value < 0 ? null : value;
    }

    /** One row of session_data in its published form. */
    static JsonObject json(Row row) {
        return new JsonObject()
                .put("session_id", row.getLong("session_id"))
                .put("timestamp", row.getString("timestamp"))
                .put("record_type", row.getString("record_type"))
                .put("interval", row.getInteger("interval"))
                .put("sample_duration", row.getDouble("sample_duration"))
                .put("total_bytes", row.getLong("total_bytes"))
                .put("throughput", row.getLong("throughput"))
                .put("jitter", row.getDouble("jitter"))
                .put("errors", row.getLong("errors"))
                .put("packets_sent", row.getLong("packets_sent"))
                .put("packet_error_rate", row.getDouble("packet_error_rate"))
                .put("packets_out_of_order", row.getLong("packets_out_of_order"))
                .put("duplicates", row.getLong("duplicates"))
                .put("packets_received", row.getLong("packets_received"))
                .put("socket_drops", row.getLong("socket_drops"))
                .put("sent_bytes", row.getLong("sent_bytes"))
                .put("sent_packets", row.getLong("sent_packets"))
                .put("not_sent", row.getLong("not_sent"))
                .put("retransmits", row.getLong("retransmits"))
                .put("rtt_ms", row.getDouble("rtt_ms"))
                .put("cwnd_bytes", row.getLong("cwnd_bytes"))
                .put("lateness_p99_us", row.getLong("lateness_p99_us"))
                .put("nic_bytes_received", row.getLong("nic_bytes_received"))
                .put("nic_bytes_sent", row.getLong("nic_bytes_sent"))
                .put("omitted", row.getInteger("omitted") == 1)
                .put("receiver_complete", row.getInteger("receiver_complete") == 1)
                .put("sender_complete", row.getInteger("sender_complete") == 1)
                .put("revision", row.getLong("revision"))
                .put("lateness_p50_us", row.getLong("lateness_p50_us"))
                .put("lateness_max_us", row.getLong("lateness_max_us"))
                .put("sender_cpu_ms", row.getDouble("sender_cpu_ms"))
                .put("burst_datagrams", row.getLong("burst_datagrams"))
                .put("host_steal_percent", row.getDouble("host_steal_percent"))
                .put("loss_runs", row.getLong("loss_runs"))
                .put("loss_run_mean", row.getDouble("loss_run_mean"))
                .put("loss_run_max", row.getLong("loss_run_max"))
                .put("reorder_extent_max", row.getLong("reorder_extent_max"))
                .put("delay_variation_p50_us", row.getLong("delay_variation_p50_us"))
                .put("delay_variation_p90_us", row.getLong("delay_variation_p90_us"))
                .put("delay_variation_p99_us", row.getLong("delay_variation_p99_us"))
                .put("delay_variation_max_us", row.getLong("delay_variation_max_us"));
    }
}
