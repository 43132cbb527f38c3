package ranload.deploy.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * What an event loop has received, as a stream that blocks. Once {@link #hasRoom} is false its filler stops, until a
 * reader has made room and asks for more. Thread-safe; one thread reads, one fills.
 */
final class ArrivedOctets extends InputStream {
    private static final int ENOUGH_OCTETS = 256 * 1024;

    private final Runnable askForMore;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int used;
    private int available;
    private long limitMillis;
    private boolean ended;
    private IOException error;

    /** @param askForMore makes the filler go on; may be called on any thread and more often than needed */
    ArrivedOctets(Runnable askForMore) {
        this.askForMore = askForMore;
    }

    synchronized void add(byte[] chunk) {
        if (chunk.length > 0) {
            chunks.addLast(chunk);
            available += chunk.length;
            notifyAll();
        }
    }

    synchronized boolean hasRoom() {
        return available < ENOUGH_OCTETS;
    }

    /** No more will come; the first reason counts, null for an orderly end. What has arrived can still be read. */
    synchronized void end(IOException reason) {
        if (!ended) {
            ended = true;
            error = reason;
            notifyAll();
        }
    }

    /** From now on a read that gets nothing for so long fails; 0 for no limit. */
    synchronized void limitReads(long millis) {
        limitMillis = millis;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count;
        synchronized (this) {
            if (available == 0 && !ended) {
                askForMore.run();
            }
            awaitOctets();
            if (available == 0) {
                if (error != null) {
                    throw new IOException(error.getMessage(), error);
                }
                return -1;
            }
            count = take(octets, offset, length);
        }
        if (hasRoom()) {
            askForMore.run();
        }
        return count;
    }

    @Override
    public synchronized int available() {
        return available;
    }

    private synchronized void awaitOctets() throws IOException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        try {
            while (available == 0 && !ended) {
                if (limitMillis == 0) {
                    wait();
                } else {
                    long leftNanos = endNanos - System.nanoTime();
                    if (leftNanos <= 0) {
                        throw new SocketTimeoutException("nothing arrived within " + limitMillis + " ms");
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("reading was interrupted");
        }
    }

    private synchronized int take(byte[] octets, int offset, int length) {
        byte[] chunk = chunks.getFirst();
        int count = Math.min(length, chunk.length - used);
        System.arraycopy(chunk, used, octets, offset, count);
        used += count;
        available -= count;
        if (used == chunk.length) {
            chunks.removeFirst();
            used = 0;
        }
        return count;
    }
}
