package ranload.controller.cli.view;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import ranload.session.Direction;
import ranload.session.SessionState;
import ranload.session.Transport;

/** The last lines about a session. Pure. */
final class Summary {
    private Summary() {}

    /** How it ended, one line per direction that has rows, then what a reader of the figures should know. */
    static List<String> lines(JsonObject details, Style style) {
        boolean tcp = Transport.TCP.code().equals(details.getString("protocol"));
        List<String> lines = new ArrayList<>();
        lines.add(outcome(details, style));
        JsonObject summary = details.getJsonObject("summary", new JsonObject());
        for (Direction direction : Direction.values()) {
            JsonObject figures = summary.getJsonObject(direction.code());
            if (figures != null) {
                lines.add("  " + direction.code() + "  " + (tcp ? tcp(figures) : udp(figures)));
            }
        }
        JsonArray warnings = details.getJsonArray("warnings", new JsonArray());
        for (int i = 0; i < warnings.size(); i++) {
            JsonObject warning = warnings.getJsonObject(i);
            lines.add(style.warning("  note, " + warning.getString("agent") + ": " + warning.getString("message")));
        }
        return lines;
    }

    private static String outcome(JsonObject details, Style style) {
        String state = details.getString("state");
        JsonObject cause = details.getJsonObject("cause");
        String text = "session " + details.getLong("session_id") + " " + state.replace('_', ' ')
                + (cause == null ? "" : ": " + cause.getString("message"));
        return state.equals(SessionState.COMPLETE.code())
                ? style.bold(text)
                : state.equals(SessionState.FAILED.code()) ? style.error(text) : style.warning(text);
    }

    private static String udp(JsonObject figures) {
        return throughput(figures)
                + format(
                        "  lost %d of %d (%.3f %%)  jitter %.3f ms  reordered %d  duplicates %d",
                        figures.getLong("errors"),
                        figures.getLong("packets_sent"),
                        figures.getDouble("packet_error_rate"),
                        figures.getDouble("jitter_mean"),
                        figures.getLong("packets_out_of_order"),
                        figures.getLong("duplicates"))
                + notSent(figures, "datagrams");
    }

    private static String tcp(JsonObject figures) {
        return throughput(figures)
                + format(
                        "  retransmits %d  rtt %.2f ms",
                        figures.getLong("retransmits"), figures.getDouble("rtt_ms_mean"))
                + notSent(figures, "octets");
    }

    private static String throughput(JsonObject figures) {
        return format("received %.3f Mbit/s", figures.getDouble("throughput_mean") / 1e6);
    }

    private static String notSent(JsonObject figures, String what) {
        long count = figures.getLong("not_sent", 0L);
        return count > 0 ? format("  not sent %d %s", count, what) : "";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
