package ranload.agent.pacing;

import java.util.concurrent.TimeUnit;

/**
 * How late this machine's sleeps end, learned from those that have ended: a sleep that is to end in time has to be asked
 * to end this much earlier. A fixed allowance would burn on one machine what another needs.
 *
 * <p>Pure: follows the 80th percentile by small steps, up four times as fast as down. Confined to its owner's thread.
 */
final class WakeLateness {
    /** More is no wake-up but a hold-up, and not worth watching the clock for. */
    static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(80);

    private static final long LEAST_NANOS = TimeUnit.MICROSECONDS.toNanos(2);
    private static final long FIRST_NANOS = TimeUnit.MICROSECONDS.toNanos(60);
    private static final long DOWN_NANOS = 250;
    private static final long UP_NANOS = 4 * DOWN_NANOS;

    private long usualNanos = FIRST_NANOS;

    /** Four sleeps of five end no later than this. */
    long usualNanos() {
        return usualNanos;
    }

    /** A sleep has ended so much after its time; less than 0 when it was cut short, which tells nothing. */
    void woke(long lateNanos) {
        if (lateNanos < 0) {
            return;
        }
        long next = lateNanos > usualNanos ? usualNanos + UP_NANOS : usualNanos - DOWN_NANOS;
        usualNanos = Math.max(LEAST_NANOS, Math.min(MOST_NANOS, next));
    }
}
