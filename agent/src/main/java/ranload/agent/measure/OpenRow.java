package ranload.agent.measure;

import ranload.sample.LossRuns;
import ranload.sample.Percentiles;

/** A receiver's sub-interval while it may still change. Confined to its owner's thread. */
final class OpenRow {
    final int number;

    /** First sequence number of its range. */
    final long firstSequence;

    /** Where the next row's range begins, once there is one. */
    long endSequence = Long.MAX_VALUE;

    long endNanos;
    long durationNanos;
    long octets;
    long packets;
    long expected;
    long lost;
    long reordered;
    long duplicates;
    long jitterNanos;
    long socketDrops;
    long nicOctets;
    long reorderExtentMax;
    double hostStealPercent;
    Percentiles delayVariation = Percentiles.NONE;

    /** Runs of loss that have left the window or were never in it. */
    private long settledRuns;

    private long longestSettledRun;
    boolean closed;

    /** Has been given its share of the NIC's and the socket's counters. */
    boolean counted;

    /** Closed, and not told since it changed. */
    boolean untold;

    OpenRow(int number, long firstSequence) {
        this.number = number;
        this.firstSequence = firstSequence;
    }

    /** A run of losses of this row that nothing takes back any more. */
    void settle(long length) {
        settledRuns++;
        longestSettledRun = Math.max(longestSettledRun, length);
    }

    /**
     * True when nothing will change it: all of its numbers have arrived, or left the window.
     *
     * @param windowStart the lowest number that may still arrive
     */
    boolean isSettled(long windowStart) {
        return closed && !untold && (lost == 0 || endSequence < windowStart);
    }

    /** True when all of it was told and it ended before this. */
    boolean isFinal(long beforeNanos) {
        return closed && !untold && endNanos - beforeNanos < 0;
    }

    /**
     * What it holds now.
     *
     * @param open runs of loss that late arrivals may still change
     */
    ReceiverFigures figures(LossRuns open) {
        return new ReceiverFigures(
                number,
                endNanos,
                durationNanos,
                octets,
                packets,
                expected,
                lost,
                reordered,
                duplicates,
                jitterNanos,
                socketDrops,
                new LossRuns(settledRuns + open.runs(), Math.max(longestSettledRun, open.longest())),
                reorderExtentMax,
                delayVariation,
                hostStealPercent,
                nicOctets);
    }
}
