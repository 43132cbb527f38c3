package ranload.deploy.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.deploy.ErrorTail;
import ranload.link.BytePipe;

/** The standard streams of a command on a server. Thread-safe as its interface asks. */
final class SshPipe implements BytePipe {
    private static final Logger LOG = LoggerFactory.getLogger(SshPipe.class);
    private static final int PATIENCE_SECONDS = 2;
    /** Closing in good order needs a server that answers; after this the socket is closed without one. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(6);

    private final SshConnection connection;
    private final Session.Command command;
    private final String description;
    private final ErrorTail errors;
    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile long processGroup;

    SshPipe(SshConnection connection, Session.Command command, String description) {
        this.connection = connection;
        this.command = command;
        this.description = description;
        this.errors = ErrorTail.of(command.getErrorStream(), description);
    }

    /** Tells it what to kill on the server should the agent not end by itself. */
    void agentIs(long group) {
        processGroup = group;
    }

    @Override
    public InputStream in() {
        return command.getInputStream();
    }

    @Override
    public OutputStream out() {
        return command.getOutputStream();
    }

    /**
     * The agent ends by itself when its input does; one that has not after 2 s is killed, before the connection goes
     * and nobody could reach it any more.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (Deadline deadline = Deadline.in(LONGEST_CLOSE)) {
            deadline.guard(connection::cut);
            endCommand();
            errors.awaitEnd(Duration.ofMillis(500));
            connection.close();
        } catch (IOException e) {
            LOG.debug("closing {}: {}", description, e.toString());
        } finally {
            connection.cut();
        }
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public String diagnostics() {
        return errors.text();
    }

    @Override
    public Optional<String> stranded() {
        return connection
                .lostAddress()
                .map(gone -> "left from " + gone + ", which no NIC of this machine has any more");
    }

    private void endCommand() throws IOException {
        command.getOutputStream().close();
        try {
            command.join(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (SSHException e) {
            LOG.debug("{} did not end by itself: {}", description, e.toString());
            if (processGroup > 0) {
                kill(processGroup);
            }
        }
    }

    /** By a command of its own: sshd passes no signals on to what root runs, nor to a forced command. */
    private void kill(long group) throws IOException {
        try (Session session = connection.newSession()) {
            Session.Command killer = session.exec(Bootstrap.KILL_COMMAND);
            killer.getOutputStream().write((group + "\n").getBytes(StandardCharsets.US_ASCII));
            killer.getOutputStream().close();
            killer.join(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
