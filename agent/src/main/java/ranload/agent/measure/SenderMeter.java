package ranload.agent.measure;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import ranload.sample.CodedHistogram;

/**
 * Counts one direction of one stream at its sender, second by second. Pure: time is an argument and never runs
 * backwards. Confined to its owner's thread. Allocates nothing per datagram.
 */
public final class SenderMeter {
    /** What a source of processor time returns when it does not know. */
    public static final long CPU_UNKNOWN = -1;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long startNanos;
    private final int loadSeconds;
    private final Consumer<SenderFigures> closed;
    private final int omitSeconds;
    private final LongSupplier cpuNanos;
    private final MicrosHistogram lateness = new MicrosHistogram();
    private int number = 1;
    private boolean finished;
    private long rowOctets;
    private long rowPackets;
    private long rowNotSent;
    private int rowBurst;
    private boolean cpuAsked;
    private long cpuReading;
    private long octets;
    private long packets;
    private long notSent;

    /**
     * A meter for load that begins at {@code startNanos}.
     *
     * @param omitSeconds rows from the first that {@link #histogram} leaves out
     * @param cpuNanos processor time so far of the thread that calls it, -1 unknown; asked at the first write and at the
     *     end of each row, on the thread that counts
     * @param closed takes the figures of every row as it closes
     */
    public SenderMeter(
            long startNanos, int loadSeconds, int omitSeconds, LongSupplier cpuNanos, Consumer<SenderFigures> closed) {
        this.omitSeconds = omitSeconds;
        this.cpuNanos = cpuNanos;
        this.startNanos = startNanos;
        this.loadSeconds = loadSeconds;
        this.closed = closed;
    }

    /** The stack has taken one write of some datagrams (or of octets of a byte stream, then with 0 datagrams). */
    public void sent(int sentPackets, long sentOctets) {
        if (!cpuAsked) {
            cpuAsked = true;
            cpuReading = cpuNanos.getAsLong();
        }
        rowBurst = Math.max(rowBurst, sentPackets);
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
        lateness.record(lateNanos);
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

    /** Lateness in the closed rows, without the omitted ones; null when there is none. For any thread once finished. */
    public CodedHistogram histogram() {
        return lateness.measured();
    }

    private void close(long endNanos, long durationNanos) {
        closed.accept(new SenderFigures(
                number,
                endNanos,
                durationNanos,
                rowOctets,
                rowPackets,
                rowNotSent,
                lateness.closeRow(number > omitSeconds),
                rowBurst,
                cpuSinceLast()));
        number++;
        rowOctets = 0;
        rowPackets = 0;
        rowNotSent = 0;
        rowBurst = 0;
    }

    private long cpuSinceLast() {
        if (!cpuAsked) {
            return 0;
        }
        long before = cpuReading;
        cpuReading = cpuNanos.getAsLong();
        return before < 0 || cpuReading < before ? CPU_UNKNOWN : cpuReading - before;
    }
}
