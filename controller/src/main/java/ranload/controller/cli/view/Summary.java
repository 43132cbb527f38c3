package ranload.controller.cli.view;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import ranload.session.Direction;
import ranload.session.SessionState;
import ranload.session.Transport;

/** The last lines about a session. Pure. */
final class Summary {
    /** A hypervisor that takes no more than this is not worth a word. */
    private static final double NOTABLE_STEAL_PERCENT = 2;

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
                further(tcp ? "" : received(figures)).ifPresent(lines::add);
                further(sent(figures)).ifPresent(lines::add);
            }
        }
        JsonArray outages = details.getJsonArray("outages", new JsonArray());
        for (int i = 0; i < outages.size(); i++) {
            lines.add(style.warning("  " + outage(outages.getJsonObject(i))));
        }
        JsonArray warnings = details.getJsonArray("warnings", new JsonArray());
        for (int i = 0; i < warnings.size(); i++) {
            JsonObject warning = warnings.getJsonObject(i);
            lines.add(style.warning(
                    "  note, " + warning.getString("agent") + ": " + WatchLine.plain(warning.getString("message"))));
        }
        return lines;
    }

    private static String outage(JsonObject outage) {
        return format(
                "outage of %.1f s from %s, as the %s agent saw it",
                outage.getDouble("duration_ms") / 1e3, outage.getString("started_at"), outage.getString("agent"));
    }

    private static String outcome(JsonObject details, Style style) {
        String state = details.getString("state");
        JsonObject cause = details.getJsonObject("cause");
        String text = "session " + details.getLong("session_id") + " " + state.replace('_', ' ')
                + (cause == null ? "" : ": " + WatchLine.plain(cause.getString("message")));
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

    private static Optional<String> further(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of("     " + text);
    }

    /** How delay varied, and how losses and late datagrams lay. */
    private static String received(JsonObject figures) {
        StringJoiner parts = new StringJoiner("; ");
        if (figures.getLong("delay_variation_p50_us") != null) {
            parts.add(format(
                    "delay variation p50 %s, p99 %s, max %s ms",
                    millis(figures, "delay_variation_p50_us"),
                    millis(figures, "delay_variation_p99_us"),
                    millis(figures, "delay_variation_max_us")));
        }
        if (isPositive(figures, "loss_runs")) {
            parts.add(format(
                    "losses in %d runs, mean %.1f, longest %d",
                    figures.getLong("loss_runs"), figures.getDouble("loss_run_mean"), figures.getLong("loss_run_max")));
        }
        if (isPositive(figures, "reorder_extent_max")) {
            parts.add(format("reordered by up to %d", figures.getLong("reorder_extent_max")));
        }
        return parts.toString();
    }

    /** How evenly the sender kept its pace, and what that cost. */
    private static String sent(JsonObject figures) {
        StringJoiner parts = new StringJoiner("; ");
        if (isPositive(figures, "burst_datagrams")) {
            parts.add(format("sent at most %d at once", figures.getLong("burst_datagrams")));
        }
        if (figures.getLong("lateness_p50_us") != null) {
            parts.add(format(
                    "late by p50 %s, p99 %s, max %s ms",
                    millis(figures, "lateness_p50_us"),
                    millis(figures, "lateness_p99_us"),
                    millis(figures, "lateness_max_us")));
        }
        if (figures.getDouble("sender_cpu_ms") != null) {
            parts.add(format("sender's processor time %.2f s", figures.getDouble("sender_cpu_ms") / 1e3));
        }
        Double steal = figures.getDouble("host_steal_percent_mean");
        if (steal != null && steal > NOTABLE_STEAL_PERCENT) {
            parts.add(format("a hypervisor took %.1f %% of the processors", steal));
        }
        return parts.toString();
    }

    private static boolean isPositive(JsonObject figures, String field) {
        Long count = figures.getLong(field);
        return count != null && count > 0;
    }

    private static String millis(JsonObject figures, String field) {
        Long micros = figures.getLong(field);
        return micros == null ? "?" : format("%.3f", micros / 1e3);
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
