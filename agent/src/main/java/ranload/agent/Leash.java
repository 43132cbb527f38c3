package ranload.agent;

import java.time.Duration;

/**
 * Makes sure that the process is gone some time after it should be, whatever hangs: a daemon thread of its own waits
 * and then halts the machine. Thread-safe.
 */
final class Leash {
    private final Runnable halt;
    private boolean armed;

    Leash(Runnable halt) {
        this.halt = halt;
    }

    /** Halts after this time. The first call counts. */
    synchronized void arm(Duration patience) {
        if (!armed) {
            armed = true;
            Thread thread = new Thread(() -> waitAndHalt(patience.toNanos()), "leash");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private synchronized void waitAndHalt(long patienceNanos) {
        long deadline = System.nanoTime() + patienceNanos;
        try {
            for (long left = patienceNanos; left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1); // nobody notifies: the object's own lock is a timer here
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt.run();
    }
}
