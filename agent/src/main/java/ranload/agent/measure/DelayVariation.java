package ranload.agent.measure;

import ranload.sample.CodedHistogram;
import ranload.sample.Percentiles;

/**
 * One-way delay variation: how much longer each datagram took than the fastest one so far (RFC 5481 section 4.2, with
 * the minimum known so far in place of that of the whole session). Confined to its owner's thread.
 */
final class DelayVariation {
    private final MicrosHistogram histogram = new MicrosHistogram();
    private boolean started;
    private long leastTransitNanos;

    /** Takes one datagram's two times; the clocks need not agree, only run alike. */
    void record(long sentNanos, long arrivalNanos) {
        long transitNanos = arrivalNanos - sentNanos;
        if (!started || transitNanos - leastTransitNanos < 0) {
            started = true;
            leastTransitNanos = transitNanos;
        }
        histogram.record(transitNanos - leastTransitNanos);
    }

    Percentiles closeRow(boolean isMeasured) {
        return histogram.closeRow(isMeasured);
    }

    CodedHistogram measured() {
        return histogram.measured();
    }
}
