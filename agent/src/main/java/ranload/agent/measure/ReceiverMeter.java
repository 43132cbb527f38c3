package ranload.agent.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import ranload.sample.CodedHistogram;

/**
 * Counts one direction of one stream at its receiver, second by second. Pure: time is an argument and never runs
 * backwards. Confined to its owner's thread. Allocates nothing per datagram.
 *
 * <p>Guarantees: the sum over the latest figures of every row equals the totals; no loss is negative; a duplicate
 * changes nothing but its own count; a late arrival takes back the loss in the row whose sequence range it lies in, and
 * that row is told again, for a minute after the row's end and while the number lies in the window. The runs of a row's losses add up to its losses.
 */
public final class ReceiverMeter {
    /** How far back duplicates and late arrivals are told apart, in sequence numbers. */
    public static final int WINDOW = 1 << 16;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long after its end a row takes datagrams that are late: of slow streams the window holds hundreds of rows. */
    private static final long LATE_FOR_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Arrivals this long after the last boundary still belong to the last row. */
    private static final long STRAGGLER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * A last row with arrivals that the path made later than this lasts until the last of them, since a saturated link goes
     * on delivering at its rate: in one second there would be more than it can carry. What left after the end, because its
     * sender was a little late with it, was due before.
     */
    private static final long UNNOTICED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final SequenceTracker tracker = new SequenceTracker(WINDOW, this::settle);
    private final ReorderExtent extents = new ReorderExtent();
    private final Jitter jitter = new Jitter();
    private final DelayVariation variation = new DelayVariation();
    private final DoubleSupplier hostStealPercent;
    private final int omitSeconds;
    private final long loadNanos;

    /**
     * Rows that may still change, oldest first; the last one is open. Those that miss nothing go soon, which counts where
     * thousands of slow streams have few numbers in hundreds of rows; bounded by the window and by a minute's rows.
     */
    private final List<OpenRow> rows = new ArrayList<>();

    private OpenRow current;

    /** No row is held any more for numbers below it. */
    private long heldFrom;

    private long anchorNanos;
    private boolean anchored;
    private int lastNumber;
    private long cutNanos;
    private long lastRowEndNanos;
    private boolean cut;
    private boolean freshRows;
    private long lastArrivalNanos;

    /** When the last arrival would have been here had it left by the end. */
    private long lastInTimeNanos;

    private long endPackets = -1;
    private long nicReading;
    private int dropReading;
    private long octets;
    private long packets;
    private long lost;
    private long socketDrops;

    /**
     * A meter for load that begins now.
     *
     * @param startNanos where interval 1 begins unless the first arrival says otherwise
     * @param loadSeconds rows that a complete run has
     * @param omitSeconds rows from the first that {@link #histogram} leaves out
     * @param hostStealPercent asked once for each row: the hypervisor's share since it was asked last, -1 unknown
     * @param nicReading the NIC's counter now, -1 unknown
     * @param dropReading the socket's drop counter now
     */
    public ReceiverMeter(
            long startNanos,
            int loadSeconds,
            int omitSeconds,
            DoubleSupplier hostStealPercent,
            long nicReading,
            int dropReading) {
        this.omitSeconds = omitSeconds;
        this.loadNanos = loadSeconds * SECOND_NANOS;
        this.hostStealPercent = hostStealPercent;
        this.anchorNanos = startNanos;
        this.lastArrivalNanos = startNanos;
        this.lastInTimeNanos = startNanos;
        this.lastNumber = loadSeconds;
        this.nicReading = nicReading;
        this.dropReading = dropReading;
        open(1);
    }

    /**
     * A datagram has arrived.
     *
     * @param sequence not negative
     * @param sentNanos since the stream's start at the sender, not negative
     */
    public void datagram(long sequence, long sentNanos, int payloadOctets, long arrivalNanos) {
        anchor(arrivalNanos - sentNanos, arrivalNanos);
        arrive(arrivalNanos, Math.max(0, sentNanos - loadNanos));
        long expectedBefore = tracker.nextExpected();
        switch (tracker.received(sequence)) {
            case AHEAD -> {
                long skipped = sequence - expectedBefore;
                current.expected += skipped + 1;
                current.lost += skipped;
                lost += skipped;
                if (skipped > 0) {
                    extents.skipped(expectedBefore, packets, tracker.windowStart());
                }
                take(sentNanos, payloadOctets, arrivalNanos);
            }
            case LATE -> {
                if (sequence < heldFrom) {
                    current.reordered++;
                    return;
                }
                OpenRow home = rowOf(sequence);
                home.lost--;
                home.untold = home.closed;
                lost--;
                current.reordered++;
                current.reorderExtentMax = Math.max(current.reorderExtentMax, extents.of(sequence, packets));
                take(sentNanos, payloadOctets, arrivalNanos);
            }
            case DUPLICATE -> current.duplicates++;
            // Whether it is a copy is unknown, so it takes no loss back.
            case TOO_OLD -> current.reordered++;
        }
    }

    /** Octets of a byte stream have arrived; the first of them mark the start of interval 1. */
    public void stream(int streamOctets, long arrivalNanos) {
        anchor(arrivalNanos, arrivalNanos);
        arrive(arrivalNanos, 0);
        current.octets += streamOctets;
        octets += streamOctets;
    }

    /** The sender says how many sequence numbers it used. */
    public void end(long sentPackets) {
        endPackets = Math.max(endPackets, sentPackets);
    }

    /** No more rows than this: load was cut short now. Later calls change nothing. */
    public void cut(long nowNanos) {
        if (!cut && nowNanos - lastEndNanos() < 0) {
            roll(nowNanos);
            cut = true;
            anchored = true;
            cutNanos = nowNanos;
            lastNumber = current.number;
        }
    }

    /** True when rows have closed, or should have by now, that {@link #collect} has not given yet. */
    public boolean hasRows(long nowNanos) {
        return freshRows || (nextCloseNanos() != Long.MAX_VALUE && nowNanos - nextCloseNanos() >= 0);
    }

    /** When the next row closes if nothing arrives; the largest value when none will. */
    public long nextCloseNanos() {
        if (current.number < lastNumber) {
            return boundaryNanos(current.number);
        }
        // A row beyond the last stays open for whatever else is late, until all is finished.
        return current.closed || current.number > lastNumber ? Long.MAX_VALUE : lastEndNanos() + STRAGGLER_NANOS;
    }

    /** Rows that have closed or changed since the last call, oldest first. */
    public List<ReceiverFigures> collect(long nowNanos, long newNicReading, int newDropReading) {
        roll(nowNanos);
        if (current.number == lastNumber && !current.closed && nowNanos - lastEndNanos() >= STRAGGLER_NANOS) {
            close(current, endOfLastRow());
        }
        return tell(newNicReading, newDropReading);
    }

    /**
     * Closes what is open and makes loss final. To be called once, at the last boundary or after a cut.
     *
     * @return rows that have closed or changed since the last {@link #collect}, oldest first
     */
    public List<ReceiverFigures> finish(long nowNanos, long newNicReading, int newDropReading) {
        cut(nowNanos);
        roll(nowNanos);
        long tail = endPackets - tracker.nextExpected();
        if (tail > 0) {
            current.expected += tail;
            current.lost += tail;
            current.settle(tail);
            current.untold = true;
            lost += tail;
        }
        if (!current.closed) {
            close(current, current.number > lastNumber ? lastArrivalNanos : endOfLastRow());
        }
        return tell(newNicReading, newDropReading);
    }

    /** True when the sender's count is known, all of it has arrived, and the last interval is over. */
    public boolean isComplete(long nowNanos) {
        return endPackets >= 0 && endPackets <= tracker.nextExpected() && lost == 0 && nowNanos - lastEndNanos() >= 0;
    }

    /** When the last interval is over, or when the last datagram arrived if that was later. */
    public long quietSinceNanos() {
        return lastArrivalNanos - lastEndNanos() > 0 ? lastArrivalNanos : lastEndNanos();
    }

    /** End of the last interval, or when load was cut short. */
    public long lastEndNanos() {
        return cut ? cutNanos : boundaryNanos(lastNumber);
    }

    public long lastArrivalNanos() {
        return lastArrivalNanos;
    }

    /** One above the highest sequence number seen. */
    public long nextSequence() {
        return tracker.nextExpected();
    }

    /** Highest row number that there is. */
    public int rowCount() {
        return current.number;
    }

    public long octets() {
        return octets;
    }

    public long packets() {
        return packets;
    }

    /** Sequence numbers that have not arrived, or so late that it could not be taken back. */
    public long lost() {
        return lost;
    }

    /** Datagrams that the socket dropped, as far as rows were collected. */
    public long socketDrops() {
        return socketDrops;
    }

    /** Delay variation of the closed rows, without the omitted ones; null when there is none. */
    public CodedHistogram histogram() {
        return variation.measured();
    }

    private void take(long sentNanos, int payloadOctets, long arrivalNanos) {
        jitter.record(sentNanos, arrivalNanos);
        variation.record(sentNanos, arrivalNanos);
        current.octets += payloadOctets;
        current.packets++;
        octets += payloadOctets;
        packets++;
    }

    private void arrive(long arrivalNanos, long leftAfterEndNanos) {
        long endOfLastRowBefore = endOfLastRow();
        lastArrivalNanos = arrivalNanos;
        lastInTimeNanos = arrivalNanos - leftAfterEndNanos;
        roll(arrivalNanos);
        if (current.number == lastNumber && arrivalNanos - lastEndNanos() >= STRAGGLER_NANOS) {
            close(current, endOfLastRowBefore);
            open(lastNumber + 1);
        }
    }

    private long endOfLastRow() {
        return lastInTimeNanos - lastEndNanos() > UNNOTICED_NANOS ? lastArrivalNanos : lastEndNanos();
    }

    /**
     * The sender's time zero by this clock is the earliest that any arrival in interval 1 suggests: the first datagram
     * alone may have been held up at either end, which would shift every interval.
     */
    private void anchor(long zeroNanos, long arrivalNanos) {
        if (!anchored) {
            anchored = true;
            anchorNanos = zeroNanos;
            restart(arrivalNanos);
        } else if (current.number == 1 && !cut && anchorNanos - zeroNanos > 0) {
            anchorNanos = zeroNanos;
        }
    }

    /** Renumbers after the first arrival: rows told before it were empty, those it disagrees with are told anew. */
    private void restart(long arrivalNanos) {
        long seconds = Math.max(0, arrivalNanos - anchorNanos) / SECOND_NANOS;
        int number = (int) Math.min(seconds + 1, lastNumber);
        rows.removeIf(row -> row.number >= number);
        rows.forEach(row -> close(row, boundaryNanos(row.number)));
        for (int empty = rows.size() + 1; empty < number; empty++) {
            open(empty);
            close(current, boundaryNanos(empty));
        }
        open(number);
    }

    private void roll(long nowNanos) {
        while (current.number < lastNumber && nowNanos - boundaryNanos(current.number) >= 0) {
            close(current, boundaryNanos(current.number));
            open(current.number + 1);
        }
    }

    private void open(int number) {
        if (current != null) {
            current.endSequence = tracker.nextExpected();
        }
        if (anchored) {
            rows.removeIf(row -> row.isSettled(tracker.windowStart()));
            releaseEndedBefore(boundaryNanos(number - 1) - LATE_FOR_NANOS);
        }
        current = new OpenRow(number, tracker.nextExpected());
        rows.add(current);
    }

    /** The latest that was told of these rows holds. */
    private void releaseEndedBefore(long nanos) {
        while (!rows.isEmpty() && rows.get(0).isFinal(nanos)) {
            heldFrom = rows.remove(0).endSequence;
        }
    }

    private void close(OpenRow row, long endNanos) {
        if (row.closed) {
            return;
        }
        long beginNanos = row.number > lastNumber ? lastRowEndNanos : boundaryNanos(row.number - 1);
        if (row.number == lastNumber) {
            lastRowEndNanos = endNanos;
        }
        row.endNanos = endNanos;
        row.durationNanos = Math.max(0, endNanos - beginNanos);
        row.jitterNanos = jitter.nanos();
        row.delayVariation = variation.closeRow(row.number > omitSeconds);
        row.closed = true;
        row.untold = true;
        freshRows = true;
    }

    /** The oldest row that was never told gets what the counters grew by; a row that is told again keeps its own. */
    private List<ReceiverFigures> tell(long newNicReading, int newDropReading) {
        List<ReceiverFigures> told = new ArrayList<>();
        freshRows = false;
        for (OpenRow row : rows) {
            if (row.untold) {
                if (!row.counted) {
                    count(row, newNicReading, newDropReading);
                }
                row.untold = false;
                long end = Math.min(row.endSequence, tracker.nextExpected());
                told.add(row.figures(tracker.missing(row.firstSequence, end)));
            }
        }
        return told;
    }

    private void count(OpenRow row, long newNicReading, int newDropReading) {
        row.counted = true;
        row.hostStealPercent = hostStealPercent.getAsDouble();
        row.nicOctets = nicReading < 0 || newNicReading < nicReading ? -1 : newNicReading - nicReading;
        nicReading = newNicReading;
        int drops = newDropReading - dropReading;
        dropReading = newDropReading;
        row.socketDrops += drops;
        socketDrops += drops;
    }

    /** Losses that have left the window; they all lie in one row, because a row begins after a datagram that arrived. */
    private void settle(long first, long length) {
        if (first >= heldFrom) {
            rowOf(first).settle(length);
        }
    }

    /** How many rows are held for what may yet arrive. */
    int heldRows() {
        return rows.size();
    }

    private OpenRow rowOf(long sequence) {
        int i = rows.size() - 1;
        while (i > 0 && rows.get(i).firstSequence > sequence) {
            i--;
        }
        return rows.get(i);
    }

    private long boundaryNanos(int number) {
        return anchorNanos + number * SECOND_NANOS;
    }
}
