package ranload.controller.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ranload.controller.config.ControllerConfig;

/** The flags of commands that ask about sessions: a controller that runs, or a database that none has open. */
final class AskFlags {
    @Mixin
    private ControllerFlags controller;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Ask what this configuration names instead, while no controller runs with it.")
    private Path config;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Ask this database instead, as startSession -o has left it.")
    private Path database;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** Opens the way to the sessions that the flags name: by default those of the controller at the usual place. */
    Connection connect(Host host) {
        return database == null && config != null ? connectToConfigured(host) : connectToNamed(host);
    }

    private Connection connectToConfigured(Host host) {
        refuseController();
        ControllerConfig known = ConfigFlag.load(config, host.home());
        if (!Files.isRegularFile(known.databasePath())) {
            throw CommandFailed.usage("--config", "there is no database " + known.databasePath() + " yet");
        }
        return Connection.toOwn(host, known, known.databasePath());
    }

    /** The same for a question that no database answers: one of our own is made up for it. */
    Connection connectToNamed(Host host) {
        if (database == null && config == null) {
            return Connection.to(controller.address());
        }
        refuseController();
        if (database != null && !Files.isRegularFile(database)) {
            throw CommandFailed.usage("-o", "there is no file " + database);
        }
        return Connection.toOwn(host, ConfigFlag.load(config, host.home()), database);
    }

    private void refuseController() {
        if (controller.isNamed()) {
            throw CommandFailed.usage("--controller", "not together with -o or --config: ask one of them");
        }
    }
}
