package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.StringJoiner;
import ranload.session.Transport;

/** The table that grows by one line per second and direction. Pure. */
public final class LiveTable {
    private static final String UDP_HEADER =
            "    s dir  sent Mbit/s  rcvd Mbit/s      lost   loss %  jitter ms reordered";
    private static final String TCP_HEADER = "    s dir  sent Mbit/s  rcvd Mbit/s  retransmits    rtt ms   cwnd KiB";
    private static final String ABSENT = "-";

    private final Transport transport;
    private final Style style;

    public LiveTable(Transport transport, Style style) {
        this.transport = transport;
        this.style = style;
    }

    /** The names of the columns. */
    public String header() {
        return style.bold(transport == Transport.TCP ? TCP_HEADER : UDP_HEADER);
    }

    /** One row; a figure of an end that has not reported is a dash. */
    public String line(JsonObject row) {
        boolean received = row.getBoolean("receiver_complete", false);
        boolean sent = row.getBoolean("sender_complete", false);
        StringBuilder line = new StringBuilder();
        line.append(format("%5d %-3s", row.getInteger("interval"), row.getString("record_type")));
        line.append(cell(13, sent, "%.3f", sentMegabits(row)));
        line.append(cell(13, received, "%.3f", number(row, "throughput") / 1e6));
        if (transport == Transport.TCP) {
            line.append(cell(13, sent, "%.0f", number(row, "retransmits")));
            line.append(cell(10, sent, "%.2f", number(row, "rtt_ms")));
            line.append(cell(11, sent, "%.0f", number(row, "cwnd_bytes") / 1024));
        } else {
            line.append(cell(10, received, "%.0f", number(row, "errors")));
            line.append(cell(9, received, "%.3f", number(row, "packet_error_rate")));
            line.append(cell(11, received, "%.3f", number(row, "jitter")));
            line.append(cell(10, received, "%.0f", number(row, "packets_out_of_order")));
        }
        String remarks = remarks(row);
        String text = remarks.isEmpty()
                ? line.toString()
                : line.append("  ").append(remarks).toString();
        return number(row, "errors") > 0 || number(row, "not_sent") > 0 ? style.warning(text) : text;
    }

    private static String remarks(JsonObject row) {
        StringJoiner remarks = new StringJoiner(", ");
        if (row.getBoolean("omitted", false)) {
            remarks.add("omitted");
        }
        remark(remarks, row, "duplicates", "duplicates");
        remark(remarks, row, "not_sent", "not sent");
        remark(remarks, row, "socket_drops", "dropped by our own socket");
        return remarks.toString();
    }

    private static void remark(StringJoiner remarks, JsonObject row, String field, String words) {
        if (number(row, field) > 0) {
            remarks.add(format("%.0f %s", number(row, field), words));
        }
    }

    private static double sentMegabits(JsonObject row) {
        double seconds = number(row, "sample_duration");
        return seconds > 0 ? number(row, "sent_bytes") * 8 / seconds / 1e6 : 0;
    }

    private static double number(JsonObject row, String field) {
        Number value = row.getNumber(field);
        return value == null ? 0 : value.doubleValue();
    }

    private static String cell(int width, boolean known, String format, double value) {
        return format("%" + width + "s", known ? format(format, value) : ABSENT);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
