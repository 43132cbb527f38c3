package ranload.controller.report;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import ranload.sample.CodedHistogram;

/**
 * Adds up the histograms of parallel streams, so that a percentile is that of all their datagrams and not a mean of
 * percentiles. Confined to one thread.
 */
public final class MergedHistograms {
    private final Map<String, Histogram> merged = new HashMap<>();

    /**
     * Adds one stream's histogram.
     *
     * @param base64 as stored; null when the stream has none. Text that is no histogram counts as none
     */
    public void add(String recordType, String role, String base64) {
        if (base64 == null) {
            return;
        }
        try {
            Histogram histogram = new CodedHistogram(base64).decoded();
            histogram.setAutoResize(true);
            merged.merge(recordType + role, histogram, (sum, further) -> {
                sum.add(further);
                return sum;
            });
        } catch (IllegalArgumentException unreadable) {
            // An agent's bad word about its stream must not hide what the others said.
        }
    }

    /**
     * What the streams of one direction saw at one end.
     *
     * @param maxMicros the exact greatest value of the rows; null when it is not known
     */
    public Spread spread(String recordType, String role, Long maxMicros) {
        Histogram histogram = merged.get(recordType + role);
        return histogram == null
                ? new Spread(null, null, null, maxMicros)
                : new Spread(
                        percentile(histogram, 50, maxMicros),
                        percentile(histogram, 90, maxMicros),
                        percentile(histogram, 99, maxMicros),
                        maxMicros);
    }

    /** No more than the greatest value: a bucket's upper end may lie above it. */
    private static Long percentile(Histogram histogram, double percent, Long maxMicros) {
        long micros = histogram.getValueAtPercentile(percent);
        return maxMicros == null ? micros : Math.min(micros, maxMicros);
    }
}
