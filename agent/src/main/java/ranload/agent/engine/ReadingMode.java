package ranload.agent.engine;

import java.util.concurrent.TimeUnit;

/**
 * Decides whether a socket is read as soon as it is readable, or on a timer. Waking for every datagram makes each cost
 * its sender and its receiver a wake-up; from some 30,000 wake-ups a second on that is what limits the rate, so from
 * there the socket is read every 100 us, and every datagram's arrival is known to 100 us only. From some 100,000 reads a
 * second on the reader's own rounds are what takes time from the sender, and they are made every 300 us. Reads that the
 * kernel has coalesced are few and large and need no timer.
 *
 * <p>Pure: time is an argument. Confined to its owner's thread.
 */
final class ReadingMode {
    /** How long a socket waits between two rounds of reads at most. */
    static final long LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private static final long USUAL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Wake-ups in one window from which the timer is better. */
    private static final int MANY_WAKE_UPS = 300;

    /** Reads in one window below which the timer is not worth it. */
    private static final int FEW_READS = 100;

    /** Reads in one window from which rounds are made less often. */
    private static final int VERY_MANY_READS = 1_000;

    private long windowNanos;
    private int count;
    private boolean onTimer;
    private long intervalNanos = USUAL_NANOS;

    boolean isOnTimer() {
        return onTimer;
    }

    /** How long to wait before the next round of reads on the timer. */
    long intervalNanos() {
        return intervalNanos;
    }

    /** The socket has woken its reader, who found single datagrams only. */
    void woke(long nowNanos) {
        if (nowNanos - windowNanos >= WINDOW_NANOS) {
            begin(nowNanos);
        }
        if (++count >= MANY_WAKE_UPS) {
            onTimer = true;
            begin(nowNanos);
        }
    }

    /** The timer has made its reader look, who found so many. */
    void looked(int reads, long nowNanos) {
        count += reads;
        if (nowNanos - windowNanos >= WINDOW_NANOS) {
            onTimer = count >= FEW_READS;
            intervalNanos = count >= VERY_MANY_READS ? LONGEST_NANOS : USUAL_NANOS;
            begin(nowNanos);
        }
    }

    private void begin(long nowNanos) {
        windowNanos = nowNanos;
        count = 0;
    }
}
