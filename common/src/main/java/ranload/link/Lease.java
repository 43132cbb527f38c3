package ranload.link;

/**
 * Leave to go on until some instant of a monotonic clock. Immutable; whoever holds one asks it before each step.
 *
 * @param deadlineNanos the instant, on the clock that the holder reads
 */
public record Lease(long deadlineNanos) {
    /** Leave from now on for {@code ttlNanos}; none at all when that is 0 or less. */
    public static Lease granted(long nowNanos, long ttlNanos) {
        return new Lease(nowNanos + Math.max(0, ttlNanos));
    }

    /** True from the deadline on. The difference, not the order, is right when the clock's value wraps. */
    public boolean expired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    /** Time left; 0 once expired. */
    public long remainingNanos(long nowNanos) {
        return Math.max(0, deadlineNanos - nowNanos);
    }
}
