package ranload.agent.measure;

/**
 * Watches for a peer that goes silent, and adds up how long it was. Pure: time is an argument. Confined to its owner's
 * thread.
 */
public final class Silence {
    private final long thresholdNanos;
    private long heardNanos;
    private boolean silent;
    private long pastNanos;

    /**
     * A watch that has heard the peer just now.
     *
     * @param thresholdNanos silence up to this is no outage, and is left out of an outage's length
     */
    public Silence(long thresholdNanos, long nowNanos) {
        this.thresholdNanos = thresholdNanos;
        this.heardNanos = nowNanos;
    }

    /**
     * Looks at the clock.
     *
     * @param lastHeardNanos when the peer was heard last
     * @return true when silence has begun or ended with this call
     */
    public boolean changes(long lastHeardNanos, long nowNanos) {
        boolean wasSilent = silent;
        long outageNanos = lastHeardNanos - heardNanos - thresholdNanos;
        if (outageNanos > 0 && wasSilent) {
            pastNanos += outageNanos;
        }
        heardNanos = lastHeardNanos;
        silent = nowNanos - heardNanos > thresholdNanos;
        return silent != wasSilent;
    }

    /** When the peer was heard last, as of the last look. */
    public long heardNanos() {
        return heardNanos;
    }

    public boolean isSilent() {
        return silent;
    }

    /** Outages until now, each without its first {@code threshold}. */
    public long outageNanos(long nowNanos) {
        return pastNanos + (silent ? Math.max(0, nowNanos - heardNanos - thresholdNanos) : 0);
    }
}
