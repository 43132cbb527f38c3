package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A relay to a port on loopback that can be cut or held up, at once or after so many octets towards it. Thread-safe. */
final class CuttablePath implements AutoCloseable {
    private final ServerSocket listener;
    private final int port;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private final CountDownLatch isCut = new CountDownLatch(1);
    private volatile boolean holds;

    private CuttablePath(ServerSocket listener, int port) {
        this.listener = listener;
        this.port = port;
    }

    static CuttablePath to(int port) throws IOException {
        CuttablePath path = new CuttablePath(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), port);
        daemon(path::accept);
        return path;
    }

    int port() {
        return listener.getLocalPort();
    }

    void cutAfterOctets(long octets) {
        left.set(octets);
    }

    /** Nothing passes beyond so many octets until the path is cut, so what was before has time to arrive. */
    void holdAfterOctets(long octets) {
        holds = true;
        left.set(octets);
    }

    /** With a reset, as when a middle box forgets the connection. */
    void cut() {
        isCut.countDown();
        open.forEach(CuttablePath::reset);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(near);
                open.add(far);
                daemon(() -> relay(near, far, left));
                daemon(() -> relay(far, near, new AtomicLong(Long.MAX_VALUE)));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new AssertionError(e);
            }
        }
    }

    private void relay(Socket from, Socket to, AtomicLong allowed) {
        byte[] octets = new byte[16_384];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                if (allowed.addAndGet(-count) < 0) {
                    if (holds) {
                        isCut.await();
                    }
                    cut();
                    return;
                }
                out.write(octets, 0, count);
            }
        } catch (IOException e) {
            // Either end has gone, so the relay has nothing left to do.
            open.remove(from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            // Closed by its relay in the meantime, which is all that was wanted.
            assertThat(socket.isClosed()).isTrue();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cuttable-path");
        thread.setDaemon(true);
        thread.start();
    }
}
