package ranload.controller.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import ranload.bus.BuildInfo;
import ranload.controller.cli.rest.RestFailure;

/** The command above all others. */
@Command(
        name = "ranload",
        description = "Makes and measures load on a chosen network interface, against a server it reaches over SSH.",
        mixinStandardHelpOptions = true,
        subcommands = {HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "In a checkout, ./ranload test faults [--long] shows what happens when something fails under it, and",
            "./ranload test soak [--sessions N] what many short sessions leave behind; both as root, in namespaces."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; the session is complete",
            "1:the session ran, but not as planned: an outage on the way, or stopped by another hand",
            "2:wrong flag or value, here or at the controller; nothing was started",
            "3:no controller: it cannot be reached, refuses the token, or could not start",
            "4:the session failed, or what was named does not exist",
            "5:a file could not be written",
            "70:a fault in this program",
            "129, 130, 143:hung up, Ctrl-C, terminated; the session was stopped and its rows are kept"
        })
public final class Ranload implements Runnable {
    private static final int HELP_WIDTH = 100;

    @Spec
    private CommandSpec spec;

    private Ranload() {}

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine(Host host) {
        CommandLine line = new CommandLine(new Ranload());
        line.getCommandSpec().version("ranload " + BuildInfo.current().buildId());
        line.addSubcommand(new StartSessionCommand(host));
        line.addSubcommand(new ControllerCommand(host));
        line.addSubcommand(new SessionsCommand(host));
        line.addSubcommand(new ShowCommand(host));
        line.addSubcommand(new WatchCommand(host));
        line.addSubcommand(new StopCommand());
        line.addSubcommand(new EnvironmentsCommand(host));
        line.addSubcommand(EnvCommand.of(host));
        line.addSubcommand(new DoctorCommand(host));
        line.addSubcommand(new BenchCommand(host));
        line.addSubcommand(new TokenCommand(host));
        line.addSubcommand(new DatabaseCommand(host));
        line.setColorScheme(Help.defaultColorScheme(host.terminal().colours() ? Help.Ansi.ON : Help.Ansi.OFF));
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setParameterExceptionHandler((e, arguments) -> complain(e));
        line.setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
        return line;
    }

    /** Without a command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command, for instance startSession");
    }

    private static int complain(ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        CommandSpec command = e.getCommandLine().getCommandSpec();
        err.println(command.qualifiedName() + ": " + e.getMessage() + " (see " + command.qualifiedName() + " --help)");
        return ExitCode.USAGE;
    }

    /** One line for what we foresaw; a stack trace is for faults of ours. */
    private static int explain(Exception e, CommandLine command) {
        CommandFailed failed = e instanceof RestFailure refused
                ? CommandFailed.of(refused)
                : e instanceof CommandFailed known ? known : null;
        if (failed == null) {
            e.printStackTrace(command.getErr());
            return ExitCode.FAULT;
        }
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + failed.getMessage());
        return failed.exitCode();
    }
}
