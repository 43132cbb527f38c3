package ranload.controller.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the far ends that can be chosen. */
@Command(
        name = "environments",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Lists the far ends that a controller, or the configuration named with --config, knows.")
final class EnvironmentsCommand implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AskFlags ask;

    EnvironmentsCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (Connection connection = ask.connectToNamed(host)) {
            JsonArray environments = connection.client().list("/environments", Map.of());
            PrintWriter out = spec.commandLine().getOut();
            if (ask.json()) {
                out.println(environments.encodePrettily());
            } else {
                print(environments, out);
            }
        }
        return ExitCode.DONE;
    }

    private static void print(JsonArray environments, PrintWriter out) {
        for (int i = 0; i < environments.size(); i++) {
            JsonObject environment = environments.getJsonObject(i);
            out.printf("%-20s %s%n", environment.getString("name"), environment.getString("hostname"));
        }
        out.flush();
    }
}
