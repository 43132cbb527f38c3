package ranload.controller.cli.manual;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import ranload.controller.FaultPoint;
import ranload.controller.LaunchPaths;
import ranload.controller.cli.Host;
import ranload.controller.cli.Ranload;
import ranload.controller.cli.ScratchFolder;
import ranload.controller.cli.Terminal;
import ranload.deploy.ssh.PassphraseSource;

/** Prints the file of the package that is named: called when one is made, never by users. */
public final class ManualMain {
    private static final Map<String, Supplier<String>> FILES = Map.of(
            "ranload.1", () -> CommandPage.all(commands()),
            "startSession.1", () -> CommandPage.one(CommandTree.child(commands(), "startSession")),
            "controller.yaml.5", ConfigPage::text,
            "bash", () -> BashCompletion.of(commands()),
            "zsh", () -> ZshCompletion.of(commands()));

    private ManualMain() {}

    public static void main(String[] arguments) {
        Supplier<String> file = arguments.length == 1 ? FILES.get(arguments[0]) : null;
        if (file == null) {
            System.err.println("name one of "
                    + String.join(", ", FILES.keySet().stream().sorted().toList()));
            System.exit(2);
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(file.get());
    }

    /** The command line as users have it; none of its commands can be run. */
    static CommandSpec commands() {
        Path nowhere = Path.of("/nonexistent");
        LaunchPaths paths =
                new LaunchPaths(nowhere, nowhere, nowhere, List.of(), nowhere, new PassphraseSource.File(nowhere));
        Supplier<ScratchFolder> none = () -> {
            throw new IllegalStateException("nothing is run here");
        };
        Host host = new Host(paths, "nobody", Terminal.ofProcess(true, true), none, FaultPoint.NONE);
        return Ranload.commandLine(host).getCommandSpec();
    }
}
