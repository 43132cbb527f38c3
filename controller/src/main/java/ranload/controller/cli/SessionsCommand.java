package ranload.controller.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists sessions. */
@Command(
        name = "sessions",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Lists sessions, the newest first.")
final class SessionsCommand implements Callable<Integer> {
    private static final String FORMAT = "%-14s %-20s %-3s %10s %7s  %-10s %-16s %-24s %s%n";

    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AskFlags ask;

    @Option(names = "--state", paramLabel = "STATE", description = "Only those in this state, such as complete.")
    private String state;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Only those against this far end.")
    private String environment;

    @Option(names = "--label", paramLabel = "TEXT", description = "Only those with this label.")
    private String label;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            converter = WholeNumber.class,
            description = "At most this many (default: 20).")
    private int limit;

    SessionsCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Map<String, String> query = new TreeMap<>(Map.of("limit", Integer.toString(limit)));
        putIfGiven(query, "state", state);
        putIfGiven(query, "environment", environment);
        putIfGiven(query, "label", label);
        try (Connection connection = ask.connect(host)) {
            JsonArray sessions = connection.client().list("/sessions", query);
            PrintWriter out = spec.commandLine().getOut();
            if (ask.json()) {
                out.println(sessions.encodePrettily());
            } else {
                print(sessions, out);
            }
        }
        return ExitCode.DONE;
    }

    private static void putIfGiven(Map<String, String> query, String name, String value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    private static void print(JsonArray sessions, PrintWriter out) {
        out.printf(FORMAT, "session", "state", "dir", "Mbit/s", "s", "interface", "environment", "started", "label");
        for (int i = 0; i < sessions.size(); i++) {
            JsonObject session = sessions.getJsonObject(i);
            out.printf(
                    Locale.ROOT,
                    FORMAT,
                    session.getValue("session_id"),
                    session.getString("state"),
                    session.getString("direction"),
                    session.getValue("bandwidth"),
                    session.getValue("duration"),
                    session.getString("interface"),
                    session.getString("environment"),
                    session.getString("start_time", ""),
                    session.getString("label", ""));
        }
        out.flush();
    }
}
