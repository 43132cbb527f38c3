package ranload.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import ranload.time.NanoClock;

/**
 * Carries octets both ways between two ends, each way on a thread of its own, until either end is over. It closes
 * nothing: whoever began it does, and that also ends its threads. Thread-safe.
 */
public final class Crossing {
    private final NanoClock clock = NanoClock.SYSTEM;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong firstHeardNanos = new AtomicLong(clock.nanoTime());
    private final AtomicLong secondHeardNanos = new AtomicLong(clock.nanoTime());

    private Crossing() {}

    /** Begins to carry what one end says to the other. */
    public static Crossing begin(InputStream first, OutputStream toFirst, InputStream second, OutputStream toSecond) {
        Crossing crossing = new Crossing();
        crossing.carry(first, toSecond, crossing.firstHeardNanos, "crossing-there");
        crossing.carry(second, toFirst, crossing.secondHeardNanos, "crossing-back");
        return crossing;
    }

    /** Waits for its end, at most this long; true when it has ended. */
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How long the first end has said nothing that the second took. */
    public Duration firstQuiet() {
        return Duration.ofNanos(clock.nanoTime() - firstHeardNanos.get());
    }

    /** How long the second end has said nothing that the first took. */
    public Duration secondQuiet() {
        return Duration.ofNanos(clock.nanoTime() - secondHeardNanos.get());
    }

    private void carry(InputStream from, OutputStream to, AtomicLong heardNanos, String name) {
        Thread thread = new Thread(
                () -> {
                    byte[] octets = new byte[16 * 1024];
                    try {
                        for (int count = from.read(octets); count >= 0; count = from.read(octets)) {
                            to.write(octets, 0, count);
                            to.flush();
                            heardNanos.set(clock.nanoTime());
                        }
                    } catch (IOException e) {
                        // One end is gone, which ends the other as well.
                    } finally {
                        ended.countDown();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
