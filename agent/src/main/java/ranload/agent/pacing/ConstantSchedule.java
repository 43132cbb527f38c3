package ranload.agent.pacing;

import ranload.unit.BitRate;

/**
 * When each unit (a datagram, or a chunk of TCP octets) of a constant rate is due, by whole-number arithmetic: however
 * long it runs, no error adds up. Unit k is due when k units' worth of bits have passed at the rate; unit 0 is due at
 * 0. Immutable.
 *
 * <p>Right for rates up to 1 Tbit/s and as long as rate times time stays below 2^63 bit, which is 100 days at 1 Tbit/s.
 */
public final class ConstantSchedule {
    private static final long MILLION = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long bitsPerSecond;
    private final long unitBits;

    /** A schedule of units of this many octets. */
    public ConstantSchedule(BitRate rate, int unitOctets) {
        this.bitsPerSecond = rate.bitsPerSecond();
        this.unitBits = unitOctets * 8L;
    }

    /**
     * When a unit is due, rounded down.
     *
     * @param unit from 0
     * @return nanoseconds since the start
     */
    public long dueNanos(long unit) {
        long bits = unit * unitBits;
        long seconds = bits / bitsPerSecond;
        // Two steps, because the remainder times 10^9 need not fit 63 bits.
        long micros = bits % bitsPerSecond * MILLION;
        long nanos = micros % bitsPerSecond * 1_000 / bitsPerSecond;
        return seconds * NANOS_PER_SECOND + micros / bitsPerSecond * 1_000 + nanos;
    }

    /**
     * How many units are due at this time, those due at this very nanosecond included.
     *
     * @param elapsedNanos since the start; none are due before it
     */
    public long dueCount(long elapsedNanos) {
        if (elapsedNanos < 0) {
            return 0;
        }
        long rest = elapsedNanos % NANOS_PER_SECOND;
        long bits = elapsedNanos / NANOS_PER_SECOND * bitsPerSecond
                + rest / 1_000 * bitsPerSecond / MILLION
                + rest % 1_000 * bitsPerSecond / NANOS_PER_SECOND;
        long count = bits / unitBits + 1;
        // Roundings above are of at most a few bits, so these loops end after a few steps.
        while (dueNanos(count) <= elapsedNanos) {
            count++;
        }
        while (dueNanos(count - 1) > elapsedNanos) {
            count--;
        }
        return count;
    }
}
