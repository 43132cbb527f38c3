package ranload.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an agent's error stream to its end, so that the agent never blocks on it, and keeps the last of it. Each line
 * goes to the log at debug. Thread-safe.
 */
public final class ErrorTail {
    /** What is kept. */
    public static final int MAX_OCTETS = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ErrorTail.class);
    private static final int MAX_LINE_OCTETS = 4 * 1024;

    private final InputStream stream;
    private final String origin;
    private final Thread reader;
    private final byte[] ring = new byte[MAX_OCTETS];
    private long written;

    private ErrorTail(InputStream stream, String origin) {
        this.stream = stream;
        this.origin = origin;
        this.reader = new Thread(this::drain, "agent-stderr");
        reader.setDaemon(true);
    }

    /** Begins to read on a thread of its own, which ends when the stream does. */
    public static ErrorTail of(InputStream stream, String origin) {
        ErrorTail tail = new ErrorTail(stream, origin);
        tail.reader.start();
        return tail;
    }

    /** The last {@link #MAX_OCTETS} at most. */
    public synchronized String text() {
        int length = (int) Math.min(written, MAX_OCTETS);
        byte[] tail = new byte[length];
        for (int i = 0; i < length; i++) {
            tail[i] = ring[(int) ((written - length + i) % MAX_OCTETS)];
        }
        return new String(tail, StandardCharsets.UTF_8);
    }

    /** Waits for the end of the stream, so that {@link #text} is whole, but not longer than this. */
    public void awaitEnd(Duration limit) {
        try {
            reader.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        byte[] chunk = new byte[1024];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                keep(chunk, count);
                log(line, chunk, count);
            }
        } catch (IOException e) {
            LOG.trace("error stream of {} ended: {}", origin, e.toString());
        }
    }

    private synchronized void keep(byte[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (written++ % MAX_OCTETS)] = chunk[i];
        }
    }

    private void log(ByteArrayOutputStream line, byte[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            if (chunk[i] != '\n' && line.size() < MAX_LINE_OCTETS) {
                line.write(chunk[i]);
            } else {
                LOG.debug("{}: {}", origin, line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
        }
    }
}
