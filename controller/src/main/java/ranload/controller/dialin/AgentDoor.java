package ranload.controller.dialin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.config.AgentsConfig;
import ranload.link.BytePipe;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * Where agents dial in. One thread of its own takes connections; each is heard on a thread that lasts until it is let in
 * or closed, and both their number and that time are bounded. Thread-safe.
 */
public final class AgentDoor {
    private static final Logger LOG = LoggerFactory.getLogger(AgentDoor.class);
    private static final int BACKLOG = 128;
    private static final int MOST_CALLERS = 128;
    private static final int MOST_OF_ONE_HOST = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_NANOS = 200_000_000;

    /** Between two looks at the file of tokens. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ServerSocket door;
    private final Reception reception;
    private final Callers callers;

    private AgentDoor(ServerSocket door, Reception reception, Callers callers) {
        this.door = door;
        this.reception = reception;
        this.callers = callers;
    }

    /**
     * Begins to listen.
     *
     * @param buildId what agents must be of
     * @param expected told of each agent that may dial in
     * @param connected takes each that has, with the way to it before the preamble, in the place of an earlier one; on any
     *     thread
     * @return the open door, or a failure: {@code insecure_listen} without certificate or tokens, {@code tls_key} or {@code
     *     tls_certificate} when these cannot be used, {@code token_file}, {@code listen_failed}
     */
    public static Future<AgentDoor> open(
            Vertx vertx,
            AgentsConfig config,
            String buildId,
            Consumer<AgentId> expected,
            BiConsumer<AgentId, BytePipe> connected) {
        Callers callers = new Callers(MOST_CALLERS, MOST_OF_ONE_HOST);
        return open(vertx, config, buildId, expected, connected, callers, PATIENCE, LOOK);
    }

    /**
     * The same with other bounds.
     *
     * @param patience with a caller until it is let in
     * @param look time between two looks at the file of tokens
     */
    static Future<AgentDoor> open(
            Vertx vertx,
            AgentsConfig config,
            String buildId,
            Consumer<AgentId> expected,
            BiConsumer<AgentId, BytePipe> connected,
            Callers callers,
            Duration patience,
            Duration look) {
        return vertx.executeBlocking(() -> {
            requireSafe(config);
            JoinTokens tokens = new JoinTokens(config.tokenFile(), buildId);
            tokens.agents().forEach(expected);
            DoorTls tls = DoorTls.of(vertx, config.tls());
            Admitted admitted = new Admitted(tokens);
            Reception reception = new Reception(vertx, tls, tokens, admitted, connected, patience);
            AgentDoor door = new AgentDoor(listen(config), reception, callers);
            Thread thread = new Thread(door::takeCallers, "agent-door");
            thread.setDaemon(true);
            thread.start();
            door.lookLater(look);
            return door;
        });
    }

    private static void requireSafe(AgentsConfig config) {
        if (config.tls() == null || config.tokenFile() == null) {
            String missing =
                    config.tls() == null ? "agents.tls (or http.tls)" : "agents.token_file (or http.token_file)";
            throw new Failure(
                            "insecure_listen",
                            "agents dial in by TLS and with a token alone, and there is no " + missing
                                    + "; or leave out agents.port",
                            "agents")
                    .asException();
        }
    }

    private static ServerSocket listen(AgentsConfig config) throws IOException {
        ServerSocket door = new ServerSocket();
        try {
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(config.host(), config.port()), BACKLOG);
            return door;
        } catch (IOException e) {
            door.close();
            throw new Failure(
                            "listen_failed",
                            "cannot listen on " + config.host() + ":" + config.port() + ": " + e.getMessage()
                                    + "; choose another port or stop what listens there",
                            "agents")
                    .asException();
        }
    }

    /** The TCP port it listens on. */
    public int port() {
        return door.getLocalPort();
    }

    /** SHA-256 of the certificate, in hexadecimal: what agents may be told to trust. */
    public String fingerprint() {
        return reception.tls().fingerprint();
    }

    /** Ends connections whose tokens were taken away, again and again until the door is closed. */
    private void lookLater(Duration pause) {
        if (!door.isClosed()) {
            reception.vertx().setTimer(pause.toMillis(), now -> reception
                    .vertx()
                    .executeBlocking(() -> {
                        reception.admitted().closeUnknown();
                        return null;
                    })
                    .onComplete(looked -> lookLater(pause)));
        }
    }

    /** Takes no more; connections that were let in stay. */
    public void close() {
        closeQuietly(door);
    }

    /** Until the door is closed. */
    private void takeCallers() {
        while (!door.isClosed()) {
            try {
                hear(door.accept());
            } catch (IOException e) {
                if (!door.isClosed()) { // no file descriptor is free, for example
                    LOG.warn("no agent can dial in just now: {}", e.toString());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private void hear(Socket caller) {
        InetAddress host = caller.getInetAddress();
        if (!callers.entered(host)) {
            LOG.warn("too many connections say nothing yet of who they are: one more from {} is closed", host);
            closeQuietly(caller);
            return;
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        reception.receive(caller);
                    } finally {
                        callers.left(host);
                    }
                },
                "agent-caller");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // no thread is free; the door itself has to stay open
            LOG.warn("no agent can dial in just now: {}", e.toString());
            callers.left(host);
            closeQuietly(caller);
        }
    }

    static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.toString());
        }
    }
}
