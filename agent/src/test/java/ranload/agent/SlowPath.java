package ranload.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Forwards the datagrams of one stream on loopback, both ways, each after the same while. Thread-safe. */
final class SlowPath implements AutoCloseable {
    private static final int LARGEST = 65_536;

    private final Duration delay;
    private final DatagramSocket nearSide = open();
    private final DatagramSocket farSide = open();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private volatile SocketAddress near;
    private volatile SocketAddress far;

    SlowPath(Duration delay) {
        this.delay = delay;
    }

    /** Begins to forward to this port; the answer is the port that leads there. */
    int to(int port) {
        far = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        daemon(() -> forward(nearSide, farSide, true));
        daemon(() -> forward(farSide, nearSide, false));
        return nearSide.getLocalPort();
    }

    private void forward(DatagramSocket from, DatagramSocket by, boolean outward) {
        byte[] buffer = new byte[LARGEST];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, LARGEST);
                from.receive(packet);
                if (outward) {
                    near = packet.getSocketAddress();
                }
                byte[] octets = Arrays.copyOf(buffer, packet.getLength());
                var unused = later.schedule(
                        () -> send(by, octets, outward ? far : near), delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (IOException | RejectedExecutionException closed) {
            assert from.isClosed() || later.isShutdown() : closed;
        }
    }

    private static void send(DatagramSocket by, byte[] octets, SocketAddress to) {
        try {
            by.send(new DatagramPacket(octets, octets.length, to));
        } catch (IOException nobodyIsThereAnyMore) {
            return; // as on any path: the datagram is lost
        }
    }

    private static DatagramSocket open() {
        try {
            return new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "slow-path");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        later.shutdownNow();
        nearSide.close();
        farSide.close();
    }
}
