package ranload.agent.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;
import ranload.sample.CodedHistogram;
import ranload.sample.Percentiles;

/**
 * Counts times in whole microseconds up to 60 s, right to 1 %: those of the row that is open, and those of all rows that
 * are measured. Some kilobytes, as many as its greatest value needs; counting a value allocates nothing unless it is far
 * above all before, closing a row may. Confined to its owner's thread.
 */
final class MicrosHistogram {
    static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    private static final int SIGNIFICANT_DIGITS = 2;

    private final IntCountsHistogram row = new IntCountsHistogram(SIGNIFICANT_DIGITS);
    private final Histogram measured = new Histogram(SIGNIFICANT_DIGITS);
    private long rowMaxMicros;

    /** Counts one time; less than 0 counts as 0, more than 60 s as that. */
    void record(long nanos) {
        long micros = Math.max(0, Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), HIGHEST_MICROS));
        row.recordValue(micros);
        rowMaxMicros = Math.max(rowMaxMicros, micros);
    }

    /**
     * Ends the row.
     *
     * @param isMeasured false when the row is to be left out of {@link #measured}
     */
    Percentiles closeRow(boolean isMeasured) {
        if (row.getTotalCount() == 0) {
            return Percentiles.NONE;
        }
        Percentiles percentiles = new Percentiles(percentile(50), percentile(90), percentile(99), rowMaxMicros);
        if (isMeasured) {
            measured.add(row);
        }
        row.reset();
        rowMaxMicros = 0;
        return percentiles;
    }

    /** All closed rows but those left out; null when these hold nothing. */
    CodedHistogram measured() {
        return CodedHistogram.of(measured);
    }

    private long percentile(double percent) {
        return Math.min(row.getValueAtPercentile(percent), rowMaxMicros);
    }
}
