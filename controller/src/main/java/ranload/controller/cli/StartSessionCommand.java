package ranload.controller.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import ranload.controller.cli.rest.ControllerAddress;
import ranload.controller.cli.rest.RestFailure;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.EnvironmentConfig;
import ranload.file.Ownership;
import ranload.session.SessionRequest;

/** Runs one session and shows it, against a controller of its own or one that is named. */
@Command(
        name = "startSession",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Makes load and measures it each second at both ends.",
            "",
            "The session id stands alone on standard output, a live table on standard error. Rows go to"
                    + " SESSION_ID.csv in this folder. Ctrl-C stops the session at both ends and keeps its rows;"
                    + " a second one exits at once.",
            ""
        },
        footer = {
            "",
            "  ranload startSession -e loopback -d b -b 50 -t 5",
            "  ranload startSession -s 192.0.2.7 -u ubuntu -k ~/.ssh/id_ed25519 -i wwan0 -d d -b 20 -t 60"
        })
final class StartSessionCommand implements Callable<Integer> {
    private static final String STDOUT = "-";

    private final Host host;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SessionFlags load;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "A configured far end. loopback is built in and needs no set-up.")
    private String environment;

    @Mixin
    private ServerFlags server;

    @Mixin
    private ControllerFlags controller;

    @Mixin
    private ConfigFlag config;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "SQLite database to keep the session in as well; made when it does not exist.")
    private Path database;

    @Option(
            names = "--csv",
            paramLabel = "FILE|-",
            description =
                    "Where rows go instead of SESSION_ID.csv; with - they take standard output, and the id goes to"
                            + " standard error.")
    private String csv;

    @Option(
            names = "--json",
            description = "At the end, print everything about the session as JSON on standard output; the id goes to"
                    + " standard error.")
    private boolean json;

    StartSessionCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        String farEnd = farEnd();
        SessionRequest request = load.request(farEnd);
        checkOutputs();
        Supplier<Connection> connection = controller.isNamed() ? named() : own(farEnd);
        SessionRunner runner = new SessionRunner(
                request,
                csv,
                json,
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                host.terminal());
        Signals.onEnding(runner::interrupt);
        try (Connection open = connection.get()) {
            return runner.run(open.client(), open.follower());
        } catch (RestFailure e) {
            throw CommandFailed.of(e, server.host().isPresent() ? "-s" : "-e");
        }
    }

    /** The name of the environment, or the server's own: that is what its environment is called then. */
    private String farEnd() {
        if (environment != null && server.host().isPresent()) {
            throw CommandFailed.usage("-s", "not together with -e: name one far end");
        }
        return Optional.ofNullable(environment)
                .or(server::host)
                .orElseThrow(() -> CommandFailed.usage(
                        "-e", "name a far end: -e loopback needs no set-up, -s HOST any server with sshd"));
    }

    private void checkOutputs() {
        if (json && STDOUT.equals(csv)) {
            throw CommandFailed.usage("--json", "not together with --csv -: standard output holds one of them");
        }
        if (database != null && Files.isDirectory(database)) {
            throw CommandFailed.usage("-o", database + " is a folder, name a file");
        }
        Path file =
                Path.of(csv == null || STDOUT.equals(csv) ? "rows.csv" : csv).toAbsolutePath();
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : file.getParent())) {
            throw CommandFailed.usage("--csv", "cannot write to " + (csv == null ? file.getParent() : file));
        }
        try {
            Ownership.refuseForeignLink(file);
        } catch (IOException e) {
            throw CommandFailed.usage("--csv", "does not write to " + e.getMessage());
        }
    }

    private Supplier<Connection> named() {
        server.refuse("with --controller use -e: a controller knows its own environments");
        refuse("-o", database != null, "not with --controller, which keeps its own database");
        refuse("--config", config.isGiven(), "not with --controller, which has its own configuration");
        ControllerAddress address = controller.address();
        return () -> Connection.to(address);
    }

    private Supplier<Connection> own(String farEnd) {
        controller.refuseUnnamed();
        ControllerConfig known = config.load(host.home());
        Map<String, EnvironmentConfig> servers = new HashMap<>(known.servers());
        server.described(host.username()).ifPresent(described -> servers.put(farEnd, described));
        ControllerConfig complete = known.withServers(servers);
        return () -> Connection.toOwn(host, complete, database);
    }

    private static void refuse(String flag, boolean given, String cure) {
        if (given) {
            throw CommandFailed.usage(flag, cure);
        }
    }
}
