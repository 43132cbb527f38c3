package ranload.agent.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import ranload.agent.net.LoadSocket;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;
import ranload.agent.wire.FarProof;

/**
 * Listens for connections that prove themselves to be a stream's: the first, and each that is to replace one that broke.
 * All others are closed. Confined to its event loop.
 *
 * <p>Liveness: at most {@value #MAX_UNPROVEN} unproven connections at a time, each closed when its proof is over. While
 * the process may open no more, the connections that wait are tried again every {@value #PAUSE_MILLIS} ms.
 */
final class TcpAcceptor implements LoadSocket.Listener {
    private static final int MAX_UNPROVEN = 8;

    /** Connections that may wait to be accepted. */
    static final int BACKLOG = 16;

    /** One that cannot be accepted stays readable: without a pause the loop would do nothing else. */
    private static final long PAUSE_MILLIS = 100;

    private final StreamContext context;
    private final TcpListener socket;
    private final Consumer<TcpConnection> proven;
    private final Map<TcpConnection, TcpProof> unproven = new HashMap<>();
    private FarProof far;
    private boolean closed;
    private boolean paused;
    private long pausedUntilNanos;

    TcpAcceptor(StreamContext context, TcpListener socket, Consumer<TcpConnection> proven) {
        this.context = context;
        this.socket = socket;
        this.far = challenge();
        this.proven = proven;
    }

    private FarProof challenge() {
        return new FarProof(
                context.stream().index(),
                context.spec().peers(),
                context.random(),
                context.clock().nanoTime());
    }

    /** Begins to accept, and tells so. */
    void listen(Runnable listening, Consumer<Throwable> failed) {
        socket.want(true, false);
        socket.register(context.loop().loop(), this, listening, failed);
    }

    /** Closes connections that took too long to prove themselves, and accepts again after a pause. */
    void tick(long nowNanos) {
        if (paused && !closed && nowNanos - pausedUntilNanos >= 0) {
            paused = false;
            socket.want(true, false);
        }
        unproven.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().isOver(nowNanos);
            if (over) {
                entry.getKey().reset();
            }
            return over;
        });
    }

    void shut() {
        if (!closed) {
            closed = true;
            socket.shut();
            unproven.keySet().forEach(TcpConnection::reset);
            unproven.clear();
        }
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        for (int accepted = 0; accepted < BACKLOG && !closed && !paused; accepted++) {
            TcpSocket connection;
            try {
                connection = socket.accept();
            } catch (IOException goneOrNoDescriptorsLeft) {
                paused = true;
                pausedUntilNanos = context.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
                socket.want(false, false);
                return;
            }
            if (connection == null) {
                return;
            }
            accept(connection);
        }
    }

    @Override
    public void loopEnds() {
        shut();
    }

    private void accept(TcpSocket accepted) {
        if (unproven.size() >= MAX_UNPROVEN) {
            accepted.shut();
            return;
        }
        TcpProof proof = new TcpProof(context, far, (connection, done) -> admit(connection), (connection, done) -> {
            unproven.remove(connection);
            connection.reset();
        });
        TcpConnection connection = new TcpConnection(accepted, context.loop(), proof);
        unproven.put(connection, proof);
        connection.register();
    }

    private void admit(TcpConnection connection) {
        unproven.remove(connection);
        // The next one answers a challenge of its own: nothing of this handshake is of use to anybody.
        far = challenge();
        proven.accept(connection);
    }
}
