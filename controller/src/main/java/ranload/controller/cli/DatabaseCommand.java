package ranload.controller.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ranload.controller.DatabaseRecovery;
import ranload.session.FailureException;

/** What can be done to a database while no controller uses it. */
@Command(
        name = "db",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Helps with a database that a controller refuses.")
final class DatabaseCommand implements Runnable {
    private final Host host;

    @Spec
    private CommandSpec spec;

    DatabaseCommand(Host host) {
        this.host = host;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: recover");
    }

    @Command(
            name = "recover",
            mixinStandardHelpOptions = true,
            description = "Copies what can be read of a damaged database into a new one. Changes nothing else.")
    int recover(
            @Parameters(paramLabel = "FILE", description = "The damaged database.") Path database,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "The new database, which must not exist (default: FILE.recovered).")
                    Path output) {
        Path rescued = output == null ? database.resolveSibling(database.getFileName() + ".recovered") : output;
        PrintWriter err = spec.commandLine().getErr();
        ScratchFolder scratch = host.scratch().get();
        try (scratch) {
            DatabaseRecovery.run(database, rescued).forEach(err::println);
        } catch (FailureException e) {
            throw new CommandFailed(
                    e.failure().code().equals("file_exists") ? ExitCode.USAGE : ExitCode.FAILED,
                    e.failure().message());
        }
        spec.commandLine().getOut().println(rescued);
        err.println("look into it with --output " + rescued + " or database_path; " + database + " is as it was");
        return ExitCode.DONE;
    }
}
