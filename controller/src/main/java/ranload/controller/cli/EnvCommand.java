package ranload.controller.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import ranload.session.FailureException;

/** Writes far ends into the configuration and takes them out of it. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Adds far ends to the configuration, and takes them away; ranload environments lists them.",
            "A controller reads its configuration when it starts."
        })
final class EnvCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private EnvCommand() {}

    static CommandLine of(Host host) {
        return new CommandLine(new EnvCommand())
                .addSubcommand(new EnvAddCommand(host))
                .addSubcommand(new EnvRemoveCommand(host));
    }

    /** What a command of these ends with. */
    static CommandFailed failed(FailureException e) {
        int exitCode =
                switch (e.failure().code()) {
                    case "environment_name", "environment_exists", "config_invalid", "config_unreadable" ->
                        ExitCode.USAGE;
                    case "config_unwritable" -> ExitCode.CANNOT_WRITE;
                    default -> ExitCode.FAILED;
                };
        return new CommandFailed(exitCode, e.failure().message());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: add or remove");
    }
}
