package ranload.deploy.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import ranload.deploy.AgentLauncher;
import ranload.deploy.DoctorStep;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.link.Preamble;
import ranload.session.FailureException;

/** Starts agents on a server over SSH. Thread-safe: every launch stands for itself. */
public final class SshLauncher implements AgentLauncher {
    /** For the way to a logged-in connection, however long uploading may take after it. */
    private static final Duration LONGEST_LOGIN = Duration.ofSeconds(20);

    /** For the agent's first word, once everything is in its place. */
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private final SshTarget target;
    private final Path agentJar;
    private final FarRuntimes runtimes;

    /**
     * @param agentJar a jar with a main class, on this machine
     * @param runtime folder of a Java on this machine for servers that have none, beside which those for other processors
     *     are; null for none, and it need not exist
     */
    public SshLauncher(SshTarget target, Path agentJar, Path runtime) {
        this.target = target;
        this.agentJar = agentJar;
        this.runtimes = new FarRuntimes(runtime);
    }

    @Override
    public BytePipe launch(AgentSettings settings) {
        try {
            return attempt(settings, new Trail());
        } catch (SshTrouble e) {
            throw e.toFailure().asException();
        }
    }

    @Override
    public boolean mayBreak() {
        return true;
    }

    @Override
    public List<DoctorStep> examine(AgentSettings settings) {
        Trail trail = new Trail();
        try {
            BytePipe pipe = attempt(settings, trail);
            pipe.close();
        } catch (SshTrouble e) {
            trail.ended(e.finding(), e.cure());
        } catch (FailureException e) {
            trail.ended(e.failure().message(), "look at what it said; the log at debug has all of it");
        }
        return trail.steps();
    }

    private BytePipe attempt(AgentSettings settings, Trail trail) throws SshTrouble {
        AgentJar jar = AgentJar.of(agentJar);
        SshConnection connection = new SshConnection(target);
        trail.begin("private key");
        List<KeyProvider> keys = connection.loadKeys();
        trail.passed(keys.size() == 1 ? "1 key" : keys.size() + " keys");
        try (Deadline deadline = Deadline.in(target.deadline())) {
            logIn(connection, keys, deadline, trail);
            SshPipe pipe = open(connection, deadline);
            boot(connection, pipe, jar, deadline, trail);
            // From here on the preamble watches the time: it closes the pipe in good order, which ends the agent too.
            Duration left = deadline.remaining();
            if (!deadline.disarm()) {
                pipe.close();
                throw late(trail, deadline);
            }
            Preamble.offer(pipe, settings, left.compareTo(LONGEST_START) < 0 ? left : LONGEST_START);
            trail.passed("it answered");
            return pipe;
        }
    }

    private void logIn(SshConnection connection, List<KeyProvider> keys, Deadline overall, Trail trail)
            throws SshTrouble {
        try (Deadline deadline = overall.forPart(LONGEST_LOGIN)) {
            trail.begin("name resolution");
            Dialer dialer = new Dialer(target);
            List<InetAddress> addresses = dialer.resolve(deadline);
            trail.passed(target.host() + " is " + addresses.get(0).getHostAddress());
            trail.begin("TCP connection");
            Socket socket = dialer.connect(addresses, deadline);
            overall.guard(socket);
            trail.passed("port " + target.port() + " answers, from "
                    + socket.getLocalAddress().getHostAddress());
            try {
                trail.begin("host key");
                trail.passed(connection.meet(socket, deadline));
                trail.begin("authentication");
                connection.logIn(keys, deadline);
                trail.passed("logged in as " + target.username());
                if (!deadline.disarm()) {
                    throw late(trail, deadline);
                }
            } catch (SshTrouble e) {
                connection.cut();
                throw e;
            }
        }
    }

    private SshPipe open(SshConnection connection, Deadline deadline) throws SshTrouble {
        try {
            Session.Command command = connection.run(Bootstrap.COMMAND, deadline);
            return new SshPipe(connection, command, "ssh " + target.describe());
        } catch (SshTrouble e) {
            connection.cut();
            throw e;
        }
    }

    private void boot(SshConnection connection, SshPipe pipe, AgentJar jar, Deadline deadline, Trail trail)
            throws SshTrouble {
        BootOrder order = new BootOrder(jar, runtimes, target.java(), target.directory());
        try {
            pipe.agentIs(new Bootstrap(pipe, connection::compress, order, trail).run());
        } catch (SshTrouble e) {
            pipe.close();
            throw deadline.passed() ? late(trail, deadline) : e;
        } catch (IOException e) {
            pipe.close();
            throw deadline.passed()
                    ? late(trail, deadline)
                    : new SshTrouble(
                            "bootstrap_failed",
                            "the connection to " + target.describe() + " broke: " + e.getMessage(),
                            "try again; should it happen again, look at the path");
        }
    }

    private SshTrouble late(Trail trail, Deadline deadline) {
        return new SshTrouble(
                "ssh_timeout",
                target.describe() + " was not through with the step '" + trail.step() + "' after "
                        + deadline.limit().toMillis() + " ms",
                "check the server's load and the path to it; of an upload, what has arrived there is kept for the next"
                        + " attempt");
    }
}
