package ranload.controller.store;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static final String COLUMNS =
            Arrays.stream(RowColumn.values()).map(RowColumn::code).collect(Collectors.joining(", "));

    private static final String SELECT = "SELECT " + COLUMNS + " FROM session_data ";

    /** One merged row. Parameters: as {@link RowColumn#ALL}, streams of receivers and of senders. A repeat replaces. */
    static final String PUT_MERGED =
            "INSERT INTO session_data (" + COLUMNS + ", receiver_streams, sender_streams) VALUES ("
                    + IntStream.rangeClosed(1, RowColumn.ALL.size() + 2)
                            .mapToObj(place -> "$" + place)
                            .collect(Collectors.joining(", "))
                    + ") ON CONFLICT (session_id, interval, record_type) DO UPDATE SET "
                    + RowColumn.ALL.stream()
                            .map(column -> column.code() + " = excluded." + column.code())
                            .collect(Collectors.joining(", "))
                    + ", receiver_streams = excluded.receiver_streams, sender_streams = excluded.sender_streams";

    /** The next page of a session's rows. Parameters: session, interval and record type before it, time, limit. */
    static final String PAGE = SELECT + """
            WHERE session_id = $1 AND (interval, record_type) > ($2, $3) AND timestamp > $4
            ORDER BY interval, record_type LIMIT $5
            """;

    static final String LAST_REVISION = "SELECT COALESCE(MAX(revision), 0) AS revision FROM session_data";

    /** Like {@link #PAGE}, without rows that were written after a revision, which comes before the limit. */
    static final String PAGE_UP_TO = SELECT + """
            WHERE session_id = $1 AND (interval, record_type) > ($2, $3) AND timestamp > $4 AND revision <= $5
            ORDER BY interval, record_type LIMIT $6
            """;

    /** The rows of all sessions in the order in which they were stored. Parameters: place before them, limit. */
    static final String STORED_AFTER = SELECT + """
            WHERE (revision, session_id, interval, record_type) > ($1, $2, $3, $4)
            ORDER BY revision, session_id, interval, record_type LIMIT $5
            """;

    /**
     * The same of one session, which is the parameter before the limit. The plus keeps the planner from the session's key: whoever
     * follows a session asks for its newest rows, of which there are few, and not for the order of its intervals.
     */
    static final String STORED_AFTER_OF_ONE = SELECT + """
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
        JsonObject json = new JsonObject();
        for (int place = 0; place < RowColumn.ALL.size(); place++) {
            RowColumn column = RowColumn.ALL.get(place);
            json.put(column.code(), column.published(row.getValue(place)));
        }
        return json;
    }
}
