package ranload.agent.pacing;

import java.util.concurrent.TimeUnit;

/**
 * How much of a sender's delay is the path's, because the stack had no room for what was due, and not the machine's, which
 * held the sender up. Pure: time is an argument. Confined to its owner's thread.
 */
public final class Untaken {
    /** So much of it may be made good; a link that takes no more is not to be loaded above the rate afterwards. */
    public static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private long delayNanos;
    private long refusedAtNanos;
    private boolean refused;

    /**
     * The stack had no room.
     *
     * @param lateNanos how late that is which it had no room for
     * @return how much of the schedule is to be given up
     */
    public long refused(long nowNanos, long lateNanos) {
        pass(nowNanos);
        refused = true;
        refusedAtNanos = nowNanos;
        delayNanos = Math.min(delayNanos, Math.max(0, lateNanos));
        long excessNanos = Math.max(0, delayNanos - MAX_NANOS);
        delayNanos -= excessNanos;
        return excessNanos;
    }

    /** The stack has taken something that was so late. */
    public void taken(long nowNanos, long lateNanos) {
        pass(nowNanos);
        refused = false;
        delayNanos = Math.min(delayNanos, Math.max(0, lateNanos));
    }

    /** True while the stack has no room, as far as is known. */
    public boolean isRefused() {
        return refused;
    }

    private void pass(long nowNanos) {
        if (refused) {
            delayNanos += nowNanos - refusedAtNanos;
        }
    }
}
