package ranload.agent.measure;

/** Interarrival jitter, RFC 3550 section 6.4.1 and appendix A.8, in nanoseconds. Confined to its owner's thread. */
final class Jitter {
    private static final int GAIN_BITS = 4;
    private static final int HALF = 1 << (GAIN_BITS - 1);

    private boolean started;
    private long lastTransitNanos;
    private long scaled;

    /** Takes one datagram's two times; the clocks need not agree, only run alike. */
    void record(long sentNanos, long arrivalNanos) {
        long transitNanos = arrivalNanos - sentNanos;
        if (started) {
            long difference = Math.abs(transitNanos - lastTransitNanos);
            // The estimate is kept times 16 with rounding, as the RFC's appendix does.
            scaled += difference - ((scaled + HALF) >> GAIN_BITS);
        }
        started = true;
        lastTransitNanos = transitNanos;
    }

    long nanos() {
        return scaled >> GAIN_BITS;
    }
}
