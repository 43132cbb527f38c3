package ranload.agent.measure;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Counts one direction of one stream at its sender, second by second. Pure: time is an argument and never runs
 * backwards. Confined to its owner's thread. Allocates nothing per datagram.
 */
public final class SenderMeter {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long startNanos;
    private final int loadSeconds;
    private final Consumer<SenderFigures> closed;
    private final LatenessHistogram lateness = new LatenessHistogram();
    private int number = 1;
    private boolean finished;
    private long rowOctets;
    private long rowPackets;
    private long rowNotSent;
    private long octets;
    private long packets;
    private long notSent;

    /**
     * A meter for load that begins at {@code startNanos}.
     *
     * @param closed takes the figures of every row as it closes
     */
    public SenderMeter(long startNanos, int loadSeconds, Consumer<SenderFigures> closed) {
        this.startNanos = startNanos;
        this.loadSeconds = loadSeconds;
        this.closed = closed;
    }

    /** The stack has taken datagrams (or octets of a byte stream, then with 0 datagrams). */
    public void sent(long sentPackets, long sentOctets) {
        rowPackets += sentPackets;
        rowOctets += sentOctets;
        packets += sentPackets;
        octets += sentOctets;
    }

    /** These were due and will not leave. */
    public void notSent(long count) {
        rowNotSent += count;
        notSent += count;
    }

    /** A burst has left this long after it was due. */
    public void late(long lateNanos) {
        lateness.record(TimeUnit.NANOSECONDS.toMicros(lateNanos));
    }

    /** Closes the rows that are over. To be called before anything is counted at this time. */
    public void roll(long nowNanos) {
        while (number <= loadSeconds && nowNanos - boundaryNanos() >= 0) {
            close(boundaryNanos(), SECOND_NANOS);
        }
    }

    /** Closes the row that is open, unless it has no length. Later calls change nothing. */
    public void finish(long nowNanos) {
        roll(nowNanos);
        long beganNanos = boundaryNanos() - SECOND_NANOS;
        if (!finished && number <= loadSeconds && nowNanos - beganNanos > 0) {
            close(nowNanos, nowNanos - beganNanos);
        }
        finished = true;
    }

    /** When the row that is open will be over. */
    public long boundaryNanos() {
        return startNanos + number * SECOND_NANOS;
    }

    /** Rows closed. */
    public int rowCount() {
        return number - 1;
    }

    public long octets() {
        return octets;
    }

    public long packets() {
        return packets;
    }

    public long notSent() {
        return notSent;
    }

    private void close(long endNanos, long durationNanos) {
        closed.accept(new SenderFigures(
                number, endNanos, durationNanos, rowOctets, rowPackets, rowNotSent, lateness.percentile(99)));
        number++;
        rowOctets = 0;
        rowPackets = 0;
        rowNotSent = 0;
        lateness.reset();
    }
}
