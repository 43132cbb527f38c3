package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** All about one session for a person: what was asked, where it ran, what came of it. Pure. */
public final class Details {
    private static final List<String> FACTS = List.of(
            "direction",
            "bandwidth",
            "duration",
            "omit",
            "protocol",
            "streams",
            "datagram_size",
            "tos",
            "interface",
            "environment",
            "label",
            "local_ip",
            "local_port",
            "remote_ip",
            "remote_port",
            "start_time",
            "end_time",
            "controller_version");

    private Details() {}

    /** The lines, facts that are not known left out. */
    public static List<String> lines(JsonObject details, Style style) {
        List<String> lines = new ArrayList<>(Summary.lines(details, style));
        for (String fact : FACTS) {
            Object value = details.getValue(fact);
            if (value != null && !value.equals("")) {
                lines.add(String.format("  %-20s%s", fact, value));
            }
        }
        return lines;
    }
}
