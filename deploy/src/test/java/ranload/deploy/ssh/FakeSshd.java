package ranload.deploy.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Accepts connections and behaves as no sshd should, until it is closed. Thread-safe. */
final class FakeSshd implements AutoCloseable {
    enum Mode {
        /** Closes at once. */
        CLOSE,
        /** Says nothing. */
        MUTE,
        /** Says an octet of a greeting every 0.3 s. */
        DRIP,
        /** Greets, then says nothing. */
        BANNER_THEN_MUTE,
        /** Never ends its first line. */
        ENDLESS_LINE,
        /** Is another kind of server. */
        HTTP
    }

    private final Mode mode;
    private final ServerSocket listener;
    private final CountDownLatch closed = new CountDownLatch(1);

    private FakeSshd(Mode mode, ServerSocket listener) {
        this.mode = mode;
        this.listener = listener;
    }

    static FakeSshd start(Mode mode) throws IOException {
        FakeSshd sshd = new FakeSshd(mode, new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
        daemon(sshd::accept);
        return sshd;
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new AssertionError(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                OutputStream out = socket.getOutputStream()) {
            switch (mode) {
                case CLOSE -> {}
                case MUTE -> closed.await();
                case DRIP -> drip(out);
                case BANNER_THEN_MUTE -> {
                    say(out, "SSH-2.0-OpenSSH_9.2\r\n");
                    closed.await();
                }
                case ENDLESS_LINE -> {
                    while (true) {
                        say(out, "x".repeat(100));
                        if (closed.await(5, TimeUnit.MILLISECONDS)) {
                            return;
                        }
                    }
                }
                case HTTP -> say(out, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
            }
        } catch (IOException e) {
            // The client has gone, as it should in the end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(OutputStream out) throws IOException, InterruptedException {
        while (!closed.await(300, TimeUnit.MILLISECONDS)) {
            say(out, "S");
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-sshd");
        thread.setDaemon(true);
        thread.start();
    }
}
