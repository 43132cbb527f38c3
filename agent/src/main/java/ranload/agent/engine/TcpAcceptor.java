package ranload.agent.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import ranload.agent.net.SocketTuning;
import ranload.agent.wire.FarProof;

/**
 * Listens for the one connection of a stream that proves itself; all others are closed. Confined to its event loop.
 *
 * <p>Liveness: at most {@value #MAX_UNPROVEN} unproven connections at a time, each closed when its proof is over.
 */
final class TcpAcceptor implements EpollIoHandle {
    private static final int MAX_UNPROVEN = 8;
    private static final int BACKLOG = 16;
    private static final int LONGEST_SOCKADDR = 26;

    private final StreamContext context;
    private final LinuxSocket socket;
    private final FarProof far;
    private final Consumer<TcpConnection> proven;
    private final Map<TcpConnection, TcpProof> unproven = new HashMap<>();
    private final byte[] peerAddress = new byte[LONGEST_SOCKADDR];
    private IoRegistration registration;
    private boolean closed;

    TcpAcceptor(StreamContext context, LinuxSocket socket, Consumer<TcpConnection> proven) {
        this.context = context;
        this.socket = socket;
        this.far = new FarProof(
                context.stream().index(),
                context.spec().peers(),
                context.random(),
                context.clock().nanoTime());
        this.proven = proven;
    }

    /** Begins to listen; tells once connections are accepted. */
    void listen(Runnable listening, Consumer<Throwable> failed) throws IOException {
        socket.listen(BACKLOG);
        context.loop().loop().register(this).addListener(done -> {
            if (!done.isSuccess()) {
                failed.accept(done.cause());
                return;
            }
            registration = (IoRegistration) done.getNow();
            if (closed) {
                registration.cancel();
                return;
            }
            registration.submit(EpollIoOps.EPOLLIN);
            listening.run();
        });
    }

    /** Closes connections that took too long to prove themselves. */
    void tick(long nowNanos) {
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
            if (registration != null) {
                registration.cancel();
            }
            SocketTuning.closeQuietly(socket);
            unproven.keySet().forEach(TcpConnection::reset);
            unproven.clear();
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration readable, IoEvent event) {
        for (int accepted = 0; accepted < BACKLOG && !closed; accepted++) {
            int descriptor;
            try {
                descriptor = socket.accept(peerAddress);
            } catch (IOException connectionIsGone) {
                continue;
            }
            if (descriptor < 0) {
                return;
            }
            accept(new Socket(descriptor));
        }
    }

    /** The loop ends. */
    @Override
    public void close() {
        shut();
    }

    private void accept(Socket accepted) {
        if (unproven.size() >= MAX_UNPROVEN) {
            SocketTuning.closeQuietly(accepted);
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
        shut();
        proven.accept(connection);
    }
}
