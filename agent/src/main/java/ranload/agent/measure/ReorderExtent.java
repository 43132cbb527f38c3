package ranload.agent.measure;

import java.util.Arrays;

/**
 * The reordering extent of late datagrams (RFC 4737 section 4.2.1): how many arrivals ago the first datagram came that
 * should have come after it. That one is always the datagram that left the gap which the late one fills, so remembering
 * the gaps of the window is enough.
 *
 * <p>Allocates when more gaps lie in the window than ever before, up to 1 MiB. Confined to its owner's thread.
 */
final class ReorderExtent {
    private static final int FIRST_CAPACITY = 64;

    /** A ring of gaps in the order of their sequence numbers, which is that of their arrivals too. */
    private long[] firstSkipped = new long[0];

    private long[] arrival = new long[0];
    private int oldest;
    private int count;

    /**
     * A datagram has skipped some.
     *
     * @param skippedFrom the first sequence number that it skipped
     * @param arrivals distinct datagrams that arrived before it
     * @param windowStart no datagram below this is asked about any more
     */
    void skipped(long skippedFrom, long arrivals, long windowStart) {
        while (count > 1 && firstSkipped[slot(1)] <= windowStart) {
            oldest = slot(1);
            count--;
        }
        if (count == firstSkipped.length) {
            grow();
        }
        firstSkipped[slot(count)] = skippedFrom;
        arrival[slot(count)] = arrivals;
        count++;
    }

    /**
     * How far a late datagram came too late, at least 1.
     *
     * @param sequence was skipped before, and lies in the window
     * @param arrivals distinct datagrams that arrived before it
     */
    long of(long sequence, long arrivals) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstSkipped[slot(middle)] <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return arrivals - arrival[slot(low)];
    }

    private int slot(int index) {
        return (oldest + index) & (firstSkipped.length - 1);
    }

    private void grow() {
        int capacity = Math.max(FIRST_CAPACITY, 2 * count);
        firstSkipped = unrolled(firstSkipped, capacity);
        arrival = unrolled(arrival, capacity);
        oldest = 0;
    }

    private long[] unrolled(long[] ring, int capacity) {
        long[] straight = Arrays.copyOfRange(ring, oldest, oldest + capacity);
        System.arraycopy(ring, 0, straight, ring.length - oldest, oldest);
        return straight;
    }
}
