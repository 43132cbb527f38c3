package ranload.controller.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import ranload.controller.cli.rest.RestFailure;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.EnvironmentConfig;
import ranload.session.DirectionChoice;
import ranload.session.RateProfile;
import ranload.session.SessionRequest;
import ranload.session.Transport;

/** A session that shows whether load passes both ways; nothing of it is kept. */
final class TrialSession {
    private static final String MBPS = "1";
    private static final int SECONDS = 3;

    private final Host host;
    private final ControllerConfig known;
    private final PrintWriter err;

    TrialSession(Host host, ControllerConfig known, PrintWriter err) {
        this.host = host;
        this.known = known;
        this.err = err;
    }

    /**
     * Runs it with a controller of its own.
     *
     * @throws CommandFailed when it did not complete
     */
    void run(String name, EnvironmentConfig environment, String nic) throws InterruptedException {
        SessionRequest request = new SessionRequest(
                DirectionChoice.BOTH,
                RateProfile.parse(MBPS),
                SECONDS,
                nic,
                name,
                SessionRequest.DEFAULT_DATAGRAM_OCTETS,
                null,
                null,
                0,
                Transport.UDP,
                1,
                0,
                "",
                null,
                null);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        SessionRunner runner = new SessionRunner(request, "-", false, nowhere, err, host.terminal());
        Signals.onEnding(runner::interrupt);
        Map<String, EnvironmentConfig> servers = new HashMap<>(known.servers());
        servers.put(name, environment);
        int exitCode;
        try (Connection connection = Connection.toOwn(host, known.withServers(servers), null)) {
            exitCode = runner.run(connection.client(), connection.follower());
        } catch (RestFailure e) {
            throw CommandFailed.of(e);
        }
        if (exitCode != ExitCode.DONE) {
            String place = environment.dataAddress() == null ? environment.hostname() : environment.dataAddress();
            throw new CommandFailed(
                    exitCode,
                    "the session through " + nic + " did not complete, and nothing was added; let UDP through the"
                            + " firewalls to " + place + ", name another NIC with -i, or leave the"
                            + " session out with --no-test");
        }
    }
}
