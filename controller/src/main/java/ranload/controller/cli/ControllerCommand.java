package ranload.controller.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.HttpConfig;

/** Runs a controller until a signal ends it. */
@Command(
        name = "controller",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Runs a controller: REST, web page and live events, until Ctrl-C or SIGTERM ends it.",
        footer = {
            "",
            "Keys of the configuration, YAML or JSON, with what holds when they are left out:",
            "  database_path: ~/.local/share/ran-load-generator/sessions.sqlite",
            "  servers:                 environments by name; loopback is built in",
            "    NAME:",
            "      hostname:            name or address of the server (required)",
            "      ssh_port: 22",
            "      username:            account on the server (required)",
            "      ssh_key:             private key; those that ssh would try",
            "      passphrase_file:     its first line opens the key; none",
            "      host_key:            SHA256:..., the only one to accept; as known_hosts says",
            "      known_hosts:         file; the user's and the system's",
            "      data_address:        where load goes; hostname",
            "      ssh_via: nic         or management: SSH leaves as routing says",
            "      java:                java command on the server; searched for",
            "      limits:              as limits.environment, for this one alone",
            "  http:",
            "    host: 127.0.0.1",
            "    port: 8080             0 for any free one",
            "    socket:                Unix domain socket instead of host and port; none",
            "    tls:                   {certificate: FILE, key: FILE}, PEM; none",
            "    token_file:            tokens that callers must send, as ranload token makes it; none",
            "    insecure: false        true to listen off loopback without token and TLS",
            "  event_bus:               for programs that watch by the TCP event-bus bridge; off",
            "    host: 127.0.0.1        loopback alone",
            "    port:                  0 for any free one; none",
            "    socket:                Unix domain socket instead of host and port; none",
            "  agents:                  for agents of other machines that dial in; off",
            "    host: 0.0.0.0",
            "    port:                  0 for any free one; none",
            "    tls:                   {certificate: FILE, key: FILE}, PEM; http.tls",
            "    token_file:            with their tokens, ranload token add NAME --role agent; http.token_file",
            "  limits:",
            "    max_mbps: 100000       of one session",
            "    max_seconds: 86400     of one session",
            "    max_sessions: 1000     at the same time",
            "    max_total_mbps:        of all of them, each direction; no limit",
            "    max_octets_per_day:    payload of all of them on a day in UTC; no limit",
            "    agent:                 for each agent: max_mbps, max_seconds, max_sessions,",
            "                           max_octets_per_day; no limits",
            "    environment:           the same for each environment"
        })
final class ControllerCommand implements Callable<Integer> {
    private final Host host;
    private final CountDownLatch asked = new CountDownLatch(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigFlag config;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on, instead of http.host.")
    private String address;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = WholeNumber.class,
            description = "Port to listen on, instead of http.port; 0 for any free one.")
    private Integer port;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "SQLite database, instead of database_path.")
    private Path database;

    ControllerCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        ControllerConfig complete = complete(config.load(host.home()));
        Signals.onEnding(this::interrupt);
        ScratchFolder scratch = host.scratch().get();
        try (scratch;
                OwnController controller = OwnController.start(host, complete)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("listening on " + describe(complete.http(), controller.port())
                    + controller.eventBus().map(place -> ", event bus " + place).orElse("")
                    + controller
                            .agents()
                            .map(place -> ", agents dial in at " + place)
                            .orElse("") + ", database "
                    + complete.databasePath());
            asked.await();
            err.println("ending");
        }
        return ExitCode.DONE;
    }

    private ControllerConfig complete(ControllerConfig known) {
        HttpConfig http = known.http();
        try {
            HttpConfig asTold = new HttpConfig(
                    address == null ? http.host() : address,
                    port == null ? http.port() : port,
                    address == null && port == null ? http.socket() : null,
                    http.tls(),
                    http.tokenFile(),
                    http.insecure());
            ControllerConfig complete = known.withHttp(asTold);
            return database == null ? complete : complete.withDatabasePath(database);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(port == null ? "--host" : "--port", e.getMessage());
        }
    }

    private static String describe(HttpConfig http, int port) {
        if (http.socket() != null) {
            return http.socket().toString();
        }
        String name = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
        return (http.tls() == null ? "http://" : "https://") + name + ":" + port;
    }

    private void interrupt(int signal) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(ExitCode.SIGNAL_BASE + signal);
        }
        asked.countDown();
    }
}
