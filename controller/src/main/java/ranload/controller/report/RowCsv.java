package ranload.controller.report;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/**
 * Rows as comma-separated values: the original's ten columns under their original headings, then all others. Lines end
 * in a line feed; an unknown value is empty.
 */
public final class RowCsv {
    private record Column(String heading, String key) {}

    private static final List<Column> ORIGINAL = List.of(
            new Column("Timestamp", "timestamp"),
            new Column("Record Type", "record_type"),
            new Column("Sample Duration", "sample_duration"),
            new Column("Total Bytes", "total_bytes"),
            new Column("Throughput", "throughput"),
            new Column("Jitter", "jitter"),
            new Column("Errors", "errors"),
            new Column("Packets Sent", "packets_sent"),
            new Column("Packet Error Rate", "packet_error_rate"),
            new Column("Packets Out Of Order", "packets_out_of_order"));

    private static final List<String> FURTHER = List.of(
            "session_id",
            "interval",
            "duplicates",
            "packets_received",
            "socket_drops",
            "sent_bytes",
            "sent_packets",
            "not_sent",
            "retransmits",
            "rtt_ms",
            "cwnd_bytes",
            "lateness_p99_us",
            "nic_bytes_received",
            "nic_bytes_sent",
            "omitted",
            "receiver_complete",
            "sender_complete",
            "lateness_p50_us",
            "lateness_max_us",
            "sender_cpu_ms",
            "burst_datagrams",
            "host_steal_percent",
            "loss_runs",
            "loss_run_mean",
            "loss_run_max",
            "reorder_extent_max",
            "delay_variation_p50_us",
            "delay_variation_p90_us",
            "delay_variation_p99_us",
            "delay_variation_max_us");

    private static final List<Column> COLUMNS = Stream.concat(
                    ORIGINAL.stream(), FURTHER.stream().map(key -> new Column(key, key)))
            .toList();

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

    private RowCsv() {}

    /** The line of headings. */
    public static String header() {
        return line(COLUMNS.stream().map(Column::heading));
    }

    /** One row of a session, in its published form, as a line. */
    public static String row(JsonObject row) {
        return line(COLUMNS.stream().map(column -> text(row.getValue(column.key))));
    }

    private static String line(Stream<String> values) {
        return FORMAT.format(values.toArray()) + "\n";
    }

    /** Fractions with at most three decimals, as the original wrote them. */
    private static String text(Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.toString(Math.round(number * 1000) / 1000.0);
        }
        return value == null ? "" : value.toString();
    }
}
