package ranload.agent;

import java.time.Duration;

/**
 * Makes sure that something ends some time after it should have, whatever hangs: a daemon thread of its own waits and
 * then halts it. Thread-safe.
 */
final class Leash {
    private final Runnable halt;
    private boolean armed;
    private boolean waiting;
    private long deadlineNanos;

    Leash(Runnable halt) {
        this.halt = halt;
    }

    /** Halts after this time. The first call counts, or the first after {@link #loosen}. */
    synchronized void arm(Duration patience) {
        if (!armed) {
            armed = true;
            deadlineNanos = System.nanoTime() + patience.toNanos();
            notifyAll();
            if (!waiting) {
                waiting = true;
                Thread thread = new Thread(this::waitAndHalt, "leash");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** Halts nothing, until it is armed again. */
    synchronized void loosen() {
        armed = false;
        notifyAll();
    }

    private void waitAndHalt() {
        if (isOver()) {
            halt.run();
        }
    }

    /** False when it was loosened meanwhile, and then nobody waits any more. */
    private synchronized boolean isOver() {
        try {
            long left = deadlineNanos - System.nanoTime();
            while (armed && left > 0) {
                wait(left / 1_000_000 + 1);
                left = deadlineNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting = false;
        return armed;
    }
}
