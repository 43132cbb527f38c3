package ranload.deploy.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time by which something must be done. When it comes first, it closes what it guards, which ends every wait on it:
 * the SSH library's own time limits do not hold against a server that sends an octet now and then. Thread-safe.
 */
final class Deadline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

    private final Deadline around;
    private final Duration limit;
    private final long endNanos;
    private final List<Closeable> guarded = new ArrayList<>();
    private boolean passed;
    private boolean disarmed;

    /** @param around a deadline that this one is part of; null when it stands alone */
    private Deadline(Deadline around, Duration limit) {
        this.around = around;
        this.limit = limit;
        this.endNanos = System.nanoTime() + limit.toNanos();
    }

    /** Begins to run down on a thread of its own, which ends with it. */
    static Deadline in(Duration limit) {
        return start(new Deadline(null, limit));
    }

    /** A second one, for a part of the work. It counts as passed when this one has. */
    Deadline forPart(Duration partLimit) {
        return start(new Deadline(this, partLimit.compareTo(limit) < 0 ? partLimit : limit));
    }

    private static Deadline start(Deadline deadline) {
        Thread timer = new Thread(deadline::runDown, "ssh-deadline");
        timer.setDaemon(true);
        timer.start();
        return deadline;
    }

    /** Closes this when the time comes, at once when it has come already. */
    void guard(Closeable resource) {
        synchronized (this) {
            if (!passed) {
                guarded.add(resource);
                return;
            }
        }
        close(resource);
    }

    /** Nothing will be closed any more. False when that has happened already. */
    synchronized boolean disarm() {
        disarmed = true;
        notifyAll();
        return !passed;
    }

    boolean passed() {
        synchronized (this) {
            if (passed) {
                return true;
            }
        }
        return around != null && around.passed();
    }

    /** What is left, at least a millisecond. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(1_000_000, endNanos - System.nanoTime()));
    }

    /** What there was. */
    Duration limit() {
        return limit;
    }

    @Override
    public void close() {
        disarm();
    }

    private void runDown() {
        List<Closeable> victims;
        synchronized (this) {
            for (long left = endNanos - System.nanoTime(); left > 0 && !disarmed; left = endNanos - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            if (disarmed) {
                return;
            }
            passed = true;
            victims = List.copyOf(guarded);
        }
        victims.forEach(Deadline::close);
    }

    private static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            LOG.debug("closing at the deadline: {}", e.toString());
        }
    }
}
