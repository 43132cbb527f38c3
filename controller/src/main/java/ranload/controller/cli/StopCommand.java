package ranload.controller.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.session.SessionId;

/** Ends one session. */
@Command(
        name = "stop",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Stops a session at both ends and keeps its rows.")
final class StopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControllerFlags controller;

    @Parameters(paramLabel = "ID", converter = SessionIdText.class, description = "The session's id.")
    private SessionId id;

    @Override
    public Integer call() {
        try (Connection connection = Connection.to(controller.address())) {
            String state = connection.client().stop(id).getString("state");
            spec.commandLine().getOut().println(id + " " + state);
        }
        return ExitCode.DONE;
    }
}
