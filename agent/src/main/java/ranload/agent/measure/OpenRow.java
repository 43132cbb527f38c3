package ranload.agent.measure;

/** A receiver's sub-interval while it may still change. Confined to its owner's thread. */
final class OpenRow {
    final int number;

    /** First sequence number of its range; the range ends where the next row's begins. */
    final long firstSequence;

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
    boolean closed;

    /** Has been given its share of the NIC's and the socket's counters. */
    boolean counted;

    /** Closed, and not told since it changed. */
    boolean untold;

    OpenRow(int number, long firstSequence) {
        this.number = number;
        this.firstSequence = firstSequence;
    }

    ReceiverFigures figures() {
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
                nicOctets);
    }
}
