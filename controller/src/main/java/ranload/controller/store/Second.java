package ranload.controller.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.TreeMap;
import ranload.sample.IntervalRow;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.session.Direction;
import ranload.session.SessionId;

/**
 * One direction of one session in one second: what each end of each stream has reported. Confined to the work that made
 * or copied it.
 */
final class Second {
    /** Everything of a second that is stored. Parameters: session, interval, record type. */
    static final String LOAD = """
            SELECT stream, received_timestamp, received_nanos, total_bytes, packets_received, packets_sent, errors,
                packets_out_of_order, duplicates, jitter_nanos, socket_drops, loss_runs, loss_run_max,
                reorder_extent_max, delay_variation_p50_us, delay_variation_p90_us, delay_variation_p99_us,
                delay_variation_max_us, receiver_steal_percent, nic_bytes_received,
                sent_timestamp, sent_nanos, sent_bytes, sent_packets, not_sent, retransmits, rtt_micros, cwnd_bytes,
                lateness_p50_us, lateness_p99_us, lateness_max_us, burst_datagrams, sender_cpu_nanos,
                sender_steal_percent, nic_bytes_sent
            FROM stream_data WHERE session_id = $1 AND interval = $2 AND record_type = $3
            """;

    private static final long UNKNOWN = -1;

    final RowGroup.Key key;

    /** By stream, so that sums do not depend on who came first. */
    final TreeMap<Integer, ReceiverRow> received = new TreeMap<>();

    final TreeMap<Integer, SenderRow> sent = new TreeMap<>();

    Second(RowGroup.Key key) {
        this.key = key;
    }

    Second copy() {
        Second copy = new Second(key);
        copy.received.putAll(received);
        copy.sent.putAll(sent);
        return copy;
    }

    /** Takes what an end reports, in place of what it has reported before. */
    void put(IntervalRow row) {
        if (row instanceof ReceiverRow receiver) {
            received.put(row.stream(), receiver);
        } else {
            sent.put(row.stream(), (SenderRow) row);
        }
    }

    /** Takes a row of {@link #LOAD}. */
    Void load(ResultSet stored) throws SQLException {
        if (stored.getString("received_timestamp") != null) {
            put(receiver(stored));
        }
        if (stored.getString("sent_timestamp") != null) {
            put(sender(stored));
        }
        return null;
    }

    private ReceiverRow receiver(ResultSet stored) throws SQLException {
        return new ReceiverRow(
                new SessionId(key.session()),
                direction(),
                stored.getInt("stream"),
                key.interval(),
                Instant.parse(stored.getString("received_timestamp")),
                stored.getLong("received_nanos"),
                stored.getLong("total_bytes"),
                stored.getLong("packets_received"),
                stored.getLong("packets_sent"),
                stored.getLong("errors"),
                stored.getLong("packets_out_of_order"),
                stored.getLong("duplicates"),
                stored.getLong("jitter_nanos"),
                stored.getLong("socket_drops"),
                stored.getObject("loss_runs") == null
                        ? null
                        : new LossRuns(stored.getLong("loss_runs"), stored.getLong("loss_run_max")),
                stored.getLong("reorder_extent_max"),
                percentiles(stored, "delay_variation"),
                percent(stored, "receiver_steal_percent"),
                whole(stored, "nic_bytes_received"));
    }

    private SenderRow sender(ResultSet stored) throws SQLException {
        return new SenderRow(
                new SessionId(key.session()),
                direction(),
                stored.getInt("stream"),
                key.interval(),
                Instant.parse(stored.getString("sent_timestamp")),
                stored.getLong("sent_nanos"),
                stored.getLong("sent_bytes"),
                stored.getLong("sent_packets"),
                stored.getLong("not_sent"),
                stored.getLong("retransmits"),
                stored.getLong("rtt_micros"),
                stored.getLong("cwnd_bytes"),
                percentiles(stored, "lateness"),
                stored.getInt("burst_datagrams"),
                whole(stored, "sender_cpu_nanos"),
                percent(stored, "sender_steal_percent"),
                whole(stored, "nic_bytes_sent"));
    }

    private Direction direction() {
        return Direction.UPSTREAM.code().equals(key.recordType()) ? Direction.UPSTREAM : Direction.DOWNSTREAM;
    }

    /** Null where they were stored before this layout; 90 % is stored of delays alone. */
    private static Percentiles percentiles(ResultSet stored, String of) throws SQLException {
        if (stored.getObject(of + "_p50_us") == null) {
            return null;
        }
        long p90 = of.equals("lateness") ? 0 : stored.getLong(of + "_p90_us");
        return new Percentiles(
                stored.getLong(of + "_p50_us"), p90, stored.getLong(of + "_p99_us"), stored.getLong(of + "_max_us"));
    }

    private static long whole(ResultSet stored, String column) throws SQLException {
        long value = stored.getLong(column);
        return stored.wasNull() ? UNKNOWN : value;
    }

    private static double percent(ResultSet stored, String column) throws SQLException {
        double value = stored.getDouble(column);
        return stored.wasNull() ? UNKNOWN : value;
    }
}
