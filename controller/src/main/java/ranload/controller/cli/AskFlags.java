package ranload.controller.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of commands that ask about sessions: a controller that runs, or a database that none has open. */
final class AskFlags {
    @Mixin
    private ControllerFlags controller;

    @Mixin
    private ConfigFlag config;

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

    /** Opens the way to what the flags name: by default the controller at the usual place. */
    Connection connect(Host host) {
        if (database == null && !config.isGiven()) {
            return Connection.to(controller.address());
        }
        if (controller.isNamed()) {
            throw CommandFailed.usage("--controller", "not together with -o or --config: ask one of them");
        }
        if (database != null && !Files.isRegularFile(database)) {
            throw CommandFailed.usage("-o", "there is no file " + database);
        }
        return Connection.toOwn(host, config.load(host.home()), database);
    }
}
