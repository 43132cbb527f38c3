package ranload.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A NAT between a near and a far end on this host: it forwards, can cut the path for a while, and can take another port
 * towards the far end, as a carrier's NAT does when a modem comes back. Its thread owns the sockets.
 */
final class Middlebox implements AutoCloseable {
    private final DatagramChannel inside;
    private DatagramChannel outside;
    private final Selector selector;
    private final Thread thread;
    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicBoolean rebind = new AtomicBoolean();
    private final AtomicLong toFar = new AtomicLong();
    private volatile int farPort;
    private volatile boolean closed;
    private SocketAddress near;

    Middlebox() throws IOException {
        selector = Selector.open();
        inside = channel();
        outside = channel();
        thread = new Thread(this::run, "middlebox");
        thread.start();
    }

    int port() {
        return inside.socket().getLocalPort();
    }

    /** Where the far end listens. */
    void forwardTo(int port) {
        farPort = port;
    }

    void cut(boolean now) {
        cut.set(now);
    }

    /** The far end sees what comes next from another port. */
    void rebind() {
        rebind.set(true);
        selector.wakeup();
    }

    /** Datagrams forwarded to the far end. */
    long toFar() {
        return toFar.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inside.close();
        outside.close();
        selector.close();
    }

    private DatagramChannel channel() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try {
            while (!closed) {
                selector.select(100);
                selector.selectedKeys().clear();
                if (rebind.compareAndSet(true, false)) {
                    DatagramChannel old = outside;
                    outside = channel();
                    old.close();
                }
                forward(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forward(ByteBuffer buffer) throws IOException {
        for (SocketAddress from = receive(inside, buffer); from != null; from = receive(inside, buffer)) {
            near = from;
            if (!cut.get() && farPort != 0) {
                outside.send(buffer, new InetSocketAddress(InetAddress.getLoopbackAddress(), farPort));
                toFar.incrementAndGet();
            }
        }
        while (receive(outside, buffer) != null) {
            if (!cut.get() && near != null) {
                inside.send(buffer, near);
            }
        }
    }

    private static SocketAddress receive(DatagramChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        SocketAddress from = channel.receive(buffer);
        buffer.flip();
        return from;
    }
}
