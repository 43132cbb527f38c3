package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import ranload.session.Transport;

/** One second of one direction of any session, in columns that UDP and TCP share. Pure. */
final class WatchLine {
    static final String HEADER = "session       state      dir      s of     sent Mbit/s  rcvd Mbit/s  loss %  retrans"
            + "  jitter ms   rtt ms  environment, label";

    private WatchLine() {}

    /**
     * @param session as the list of sessions shows it
     * @param row null before the first; a figure of an end that has not reported is a dash
     */
    static String of(JsonObject session, String state, String direction, JsonObject row) {
        JsonObject second = row == null ? new JsonObject() : row;
        boolean tcp = SessionShape.of(session).transport() == Transport.TCP;
        boolean received = second.getBoolean("receiver_complete", false);
        boolean sent = second.getBoolean("sender_complete", false);
        double seconds = number(second, "sample_duration");
        return String.format(
                Locale.ROOT,
                "%-13d %-10.10s %-3s %6s %-6s%12s %12s %7s %8s %10s %8s  %s",
                session.getLong("session_id"),
                state.replace('_', ' '),
                direction,
                row == null ? "-" : row.getInteger("interval").toString(),
                session.getValue("duration"),
                cell(sent && seconds > 0, "%.3f", number(second, "sent_bytes") * 8 / Math.max(seconds, 1e-9) / 1e6),
                cell(received, "%.3f", number(second, "throughput") / 1e6),
                cell(received && !tcp, "%.3f", number(second, "packet_error_rate")),
                cell(sent && tcp, "%.0f", number(second, "retransmits")),
                cell(received && !tcp, "%.3f", number(second, "jitter")),
                cell(sent && tcp, "%.2f", number(second, "rtt_ms")),
                remark(session));
    }

    private static String remark(JsonObject session) {
        String label = session.getString("label");
        return plain(session.getString("environment") + (label == null || label.isEmpty() ? "" : ", " + label));
    }

    /** Without what a terminal would take for a command, ASCII or not: labels and a far end's words are anybody's. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    static double number(JsonObject row, String field) {
        Number value = row == null ? null : row.getNumber(field);
        return value == null ? 0 : value.doubleValue();
    }

    private static String cell(boolean known, String format, double value) {
        return known ? String.format(Locale.ROOT, format, value) : "-";
    }
}
