package ranload.sample;

/**
 * How a time was spread over many datagrams, in microseconds, each right to 1 % but for the greatest, which is exact.
 * All are 0 when there was nothing to measure.
 *
 * @param p50Micros half of the values are this or less
 * @param p90Micros nine in ten are this or less
 * @param p99Micros ninety-nine in a hundred are this or less
 * @param maxMicros the greatest value
 */
public record Percentiles(long p50Micros, long p90Micros, long p99Micros, long maxMicros) {
    /** Of no values. */
    public static final Percentiles NONE = new Percentiles(0, 0, 0, 0);
}
