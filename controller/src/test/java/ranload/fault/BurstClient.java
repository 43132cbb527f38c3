package ranload.fault;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends the same form over and over, one request behind the other without waiting for answers. Immutable. */
final class BurstClient {
    private static final int PATIENCE_MILLIS = 60_000;

    private final int port;
    private final byte[] request;

    /** What came back. */
    record Answers(int accepted, int refused, int withRetryAfter, long millis) {
        Answers plus(Answers other) {
            return new Answers(
                    accepted + other.accepted,
                    refused + other.refused,
                    withRetryAfter + other.withRetryAfter,
                    Math.max(millis, other.millis));
        }
    }

    BurstClient(int port, String form) {
        this.port = port;
        this.request = ("POST /session/ HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                        + "\r\n\r\n" + form)
                .getBytes(StandardCharsets.US_ASCII);
    }

    Answers run(int connections, int requestsEach) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<Answers>> parts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                parts.add(threads.submit(() -> one(requestsEach)));
            }
            Answers sum = new Answers(0, 0, 0, 0);
            for (Future<Answers> part : parts) {
                sum = sum.plus(part.get());
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private Answers one(int requests) {
        long begun = System.nanoTime();
        int accepted = 0;
        int refused = 0;
        int withRetryAfter = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream().write(request);
            }
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < requests; i++) {
                String head = head(in);
                in.skipNBytes(length(head));
                accepted += head.startsWith("http/1.1 201") ? 1 : 0;
                refused += head.startsWith("http/1.1 429") ? 1 : 0;
                withRetryAfter += head.contains("\nretry-after:") ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after " + accepted + " and " + refused + " answers", e);
        }
        return new Answers(accepted, refused, withRetryAfter, (System.nanoTime() - begun) / 1_000_000);
    }

    /** Everything up to the empty line, in lower case. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\n\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the controller closed the connection after '" + head + "'");
            }
            if (octet != '\r') {
                head.append((char) octet);
            }
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    private static int length(String head) {
        int at = head.indexOf("\ncontent-length:");
        return Integer.parseInt(
                head.substring(at + 16, head.indexOf('\n', at + 1)).strip());
    }
}
