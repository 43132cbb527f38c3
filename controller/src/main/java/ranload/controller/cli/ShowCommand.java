package ranload.controller.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.controller.cli.view.Details;
import ranload.controller.cli.view.Style;
import ranload.session.SessionId;

/** Shows what is known of one session. */
@Command(
        name = "show",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Shows what was asked of one session and what came of it.")
final class ShowCommand implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AskFlags ask;

    @Parameters(paramLabel = "ID", converter = SessionIdText.class, description = "The session's id.")
    private SessionId id;

    ShowCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (Connection connection = ask.connect(host)) {
            JsonObject details = connection.client().details(id);
            PrintWriter out = spec.commandLine().getOut();
            if (ask.json()) {
                out.println(details.encodePrettily());
            } else {
                Details.lines(details, new Style(false)).forEach(out::println);
            }
        }
        return ExitCode.DONE;
    }
}
