package ranload.controller;

import java.net.URISyntaxException;
import java.nio.file.Path;
import picocli.CommandLine;
import ranload.controller.cli.Host;
import ranload.controller.cli.Ranload;
import ranload.controller.cli.Terminal;

/** The program's one entry: collects what the process was given by its surroundings and hands it to the command. */
public final class ControllerMain {
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
        String version = ControllerMain.class.getPackage().getImplementationVersion();
        return new Host(
                version == null ? "development" : version,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                ownJar.resolveSibling("../agent/ranload-agent.jar").normalize(),
                System.getProperty("user.name"),
                Terminal.ofProcess(System.getenv("NO_COLOR") != null, "dumb".equals(System.getenv("TERM"))));
    }
}
