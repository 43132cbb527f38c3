package ranload.controller;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import ranload.controller.cli.Host;
import ranload.controller.cli.PassphrasePrompt;
import ranload.controller.cli.Ranload;
import ranload.controller.cli.ScratchFolder;
import ranload.controller.cli.Terminal;
import ranload.deploy.ssh.PassphraseSource;

/** The program's one entry: collects what the process was given by its surroundings and hands it to the command. */
public final class ControllerMain {
    private static final int KILLED = 137; // what a shell calls a process that was killed

    private ControllerMain() {}

    public static void main(String[] arguments) throws URISyntaxException {
        CommandLine commands = Ranload.commandLine(host());
        System.exit(commands.execute(arguments));
    }

    private static Host host() throws URISyntaxException {
        Path ownJar = Path.of(ControllerMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path home = Path.of(System.getProperty("user.home"));
        LaunchPaths launchPaths = new LaunchPaths(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                ownJar.resolveSibling("../agent/ranload-agent.jar").normalize(),
                ownJar.resolveSibling("../runtime").normalize(),
                List.of(),
                home,
                new PassphraseSource.Prompt(PassphrasePrompt::ask));
        return new Host(
                launchPaths,
                System.getProperty("user.name"),
                Terminal.ofProcess(System.getenv("NO_COLOR") != null, "dumb".equals(System.getenv("TERM"))),
                ControllerMain::scratch,
                faults(System.getenv("RANLOAD_FAULT_POINT")));
    }

    /** For tests of what a sudden end leaves behind: this process ends, as if killed, at the point of this name. */
    private static FaultPoint faults(String point) {
        return point == null
                ? FaultPoint.NONE
                : FaultPoint.ending(point, () -> Runtime.getRuntime().halt(KILLED));
    }

    /** SQLite unpacks its library there as well: outside of it, each process that is killed would leave one behind. */
    private static ScratchFolder scratch() {
        ScratchFolder made = ScratchFolder.in(Path.of(System.getProperty("java.io.tmpdir")));
        System.setProperty("org.sqlite.tmpdir", made.path().toString());
        return made;
    }
}
