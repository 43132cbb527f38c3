package ranload.agent.engine;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A box between a near and a far end on this host that keeps the state of their TCP connections, and can lose it, as a
 * NAT does. Its threads end with their connections. Thread-safe.
 */
final class TcpRelay implements AutoCloseable {
    /** What becomes of the next connections. */
    enum Next {
        FORWARDED,
        RESET
    }

    private static final int RECORDED = 1_024;

    private record Pair(Socket near, Socket far) {}

    private final ServerSocket listening;
    private final Socket reserved = new Socket();
    private final List<Pair> pairs = new ArrayList<>();
    private final AtomicInteger tries = new AtomicInteger();
    private volatile Next next = Next.FORWARDED;
    private volatile int farPort;
    private final ByteArrayOutputStream upstream = new ByteArrayOutputStream();

    TcpRelay() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("relay", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Where the far end listens. */
    void forwardTo(int port) {
        farPort = port;
    }

    /** The first octets that the near end has sent. */
    byte[] recorded(int octets) {
        synchronized (upstream) {
            return Arrays.copyOf(upstream.toByteArray(), octets);
        }
    }

    /** Connections that the near end has tried to make. */
    int tries() {
        return tries.get();
    }

    void next(Next what) {
        next = what;
    }

    /** Both ends are told that there is no such connection. */
    synchronized void forget() throws IOException {
        for (Pair pair : pairs) {
            reset(pair.near);
            reset(pair.far);
        }
        pairs.clear();
    }

    /** Only the near end is told; the far end goes on for nobody. */
    synchronized void forgetTowardsNear() throws IOException {
        for (Pair pair : pairs) {
            reset(pair.near);
        }
    }

    /** Connections are refused from now on; nobody else gets the port. */
    void stopListening() throws IOException {
        int port = port();
        listening.close();
        reserved.setReuseAddress(true);
        // Whoever waits for a connection at that moment has to wake up before the port is free.
        await().ignoreExceptions().until(() -> {
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        listening.close();
        reserved.close();
        forget();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listening.accept();
            tries.incrementAndGet();
            if (next == Next.RESET) {
                reset(near);
                continue;
            }
            Socket toFar = new Socket();
            toFar.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), farPort));
            synchronized (this) {
                pairs.add(new Pair(near, toFar));
            }
            start("relay up", () -> pump(near, toFar, upstream));
            start("relay down", () -> pump(toFar, near, new ByteArrayOutputStream()));
        }
    }

    private static void pump(Socket from, Socket to, ByteArrayOutputStream record) throws IOException {
        byte[] octets = new byte[1 << 16];
        for (int got = from.getInputStream().read(octets);
                got >= 0;
                got = from.getInputStream().read(octets)) {
            synchronized (record) {
                record.write(octets, 0, Math.min(got, Math.max(0, RECORDED - record.size())));
            }
            to.getOutputStream().write(octets, 0, got);
        }
        to.shutdownOutput();
    }

    private static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // Its connection, or the relay, has ended.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
