package ranload.controller.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import ranload.controller.config.ConfigFile;
import ranload.controller.config.ControllerConfig;
import ranload.session.FailureException;

/** The flag that names the configuration. */
final class ConfigFlag {
    private static final Path USUAL = Path.of("/etc/ran-load-generator/controller.yaml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration (default: /etc/ran-load-generator/controller.yaml if there is one).")
    private Path file;

    boolean isGiven() {
        return file != null;
    }

    /**
     * The configuration named, else the usual one, else what holds without any.
     *
     * @throws CommandFailed that names the file and the key at fault
     */
    ControllerConfig load(Path home) {
        return load(file, home);
    }

    /** The same for a file that another flag named; null when none did. */
    static ControllerConfig load(Path file, Path home) {
        if (file == null && !Files.exists(USUAL)) {
            return ControllerConfig.defaults(home);
        }
        try {
            return ConfigFile.load(file == null ? USUAL : file, home);
        } catch (FailureException e) {
            throw CommandFailed.usage("--config", e.getMessage());
        }
    }
}
