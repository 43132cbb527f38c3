package ranload.controller.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import ranload.controller.config.ConfigFile;
import ranload.controller.config.ControllerConfig;
import ranload.session.FailureException;

/** The flag that names the configuration. */
final class ConfigFlag {
    /** That of the installed service, and of everybody who has none of his own. */
    static final Path INSTALLED = Path.of("/etc/ran-load-generator/controller.yaml");

    private static final Path OF_USER = Path.of(".config/ran-load-generator/controller.yaml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration (default: ~/.config/ran-load-generator/controller.yaml if there is one, else"
                    + " /etc/ran-load-generator/controller.yaml if there is one).")
    private Path file;

    boolean isGiven() {
        return file != null;
    }

    /** The file named, else the one that {@link #load} would read; where there is none, that of the user. */
    Path place(Path home) {
        return file == null ? usual(home) : file;
    }

    private static Path usual(Path home) {
        Path own = home.resolve(OF_USER);
        return Files.exists(own) || !Files.exists(INSTALLED) ? own : INSTALLED;
    }

    /**
     * The configuration named, else the user's, else the installed one, else what holds without any.
     *
     * @throws CommandFailed that names the file and the key at fault
     */
    ControllerConfig load(Path home) {
        return load(file, home);
    }

    /** The same for a file that another flag named; null when none did. */
    static ControllerConfig load(Path file, Path home) {
        Path place = file == null ? usual(home) : file;
        if (file == null && !Files.exists(place)) {
            return ControllerConfig.defaults(home);
        }
        try {
            return ConfigFile.load(place, home);
        } catch (FailureException e) {
            throw CommandFailed.usage("--config", e.getMessage());
        }
    }
}
