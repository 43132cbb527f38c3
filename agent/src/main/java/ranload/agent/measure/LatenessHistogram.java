package ranload.agent.measure;

import java.util.Arrays;

/**
 * Counts non-negative values in buckets an eighth of a power of two wide: a percentile is right to 12.5 %. One
 * kilobyte; allocates nothing after construction. Confined to its owner's thread.
 */
final class LatenessHistogram {
    private static final int SUB_BITS = 3;
    private static final int SUBS = 1 << SUB_BITS;

    private final int[] counts = new int[SUBS * (Integer.SIZE - SUB_BITS)];
    private long total;

    /** Counts one value; more than 2^31 - 1 counts as that, less than 0 as 0. */
    void record(long value) {
        counts[bucket((int) Math.max(0, Math.min(value, Integer.MAX_VALUE)))]++;
        total++;
    }

    /**
     * The highest value of the bucket below or in which this share of the values lies; 0 when there are none.
     *
     * @param percent more than 0, up to 100
     */
    long percentile(double percent) {
        long rank = (long) Math.ceil(total * percent / 100);
        long below = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            below += counts[i];
            if (below >= rank) {
                return highest(i);
            }
        }
        return 0;
    }

    void reset() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    private static int bucket(int value) {
        if (value < SUBS) {
            return value;
        }
        int shift = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift << SUB_BITS) + (value >> shift);
    }

    private static long highest(int bucket) {
        if (bucket < SUBS) {
            return bucket;
        }
        int shift = (bucket >> SUB_BITS) - 1;
        long sub = (long) SUBS + bucket % SUBS;
        return ((sub + 1) << shift) - 1;
    }
}
