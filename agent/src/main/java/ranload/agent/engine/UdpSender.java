package ranload.agent.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import ranload.agent.measure.SenderFigures;
import ranload.agent.measure.SenderMeter;
import ranload.agent.net.Errno;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.UdpSocket;
import ranload.agent.pacing.Bursts;
import ranload.agent.pacing.ConstantSchedule;
import ranload.agent.pacing.Pace;
import ranload.agent.pacing.PacedTask;
import ranload.agent.pacing.Pacer;
import ranload.agent.pacing.Untaken;
import ranload.agent.wire.LoadPdu;
import ranload.sample.CodedHistogram;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.time.NanoClock;

/**
 * Sends the load of one direction of one UDP stream. Confined to its pacer's thread, but for {@link #stop},
 * {@link #heard} and {@link #brake}, which any thread may call. The socket stays open until {@code ended} has been told.
 *
 * <p>Liveness: sends nothing 50 ms after the timeline's end (without a rate to keep: at the end), while its grant has
 * lapsed, or 3 s after the peer was last heard, whatever any other thread does; each burst looks at the clock first. Of a
 * constant rate, what was sent and what was not adds up to exactly what was due, which is also the most it ever sends.
 */
final class UdpSender implements PacedTask {
    /** Silence of the peer after which nothing is sent until it is heard again. */
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** How long a sender without a rate pauses when the receiving host says that it is behind. */
    static final long BRAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * What is a little late at the end leaves after it. The receiver counts what arrives within twice of this as of the last
     * row.
     */
    static final long LATE_END_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long PAUSED_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long ERROR_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int WRITES_PER_TURN = 16;

    /** A sleep on Linux ends some 50 us late anyway; far below the 1 ms that is caught up with at once. */
    private static final long MOST_LEEWAY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** How it went, once no more is sent. */
    record Outcome(
            int rows,
            long packets,
            long octets,
            long notSent,
            long tooLate,
            long refused,
            boolean tooLarge,
            long endNanos,
            Supplier<CodedHistogram> histogram,
            Failure cause) {}

    private UdpSocket socket;
    private final Timeline timeline;
    private final Grant grant;
    private final NanoClock clock;
    private final Pace pace;
    private final Untaken untaken = new Untaken();
    private final int octets;
    private final LoadBuffer load;
    private final ByteBuffer buffer;
    private final SenderMeter meter;
    private final Consumer<Outcome> ended;
    private final Pacing pacing;
    private final long leewayNanos;
    private final long lastNanos;
    private final long measuredFromNanos;
    private int burst;
    private long sequence;
    private boolean paused;
    private long tooLate;
    private long refused;
    private boolean tooLarge;
    private volatile long heardNanos;
    private volatile long brakedUntilNanos;
    private volatile Failure stopCause;

    /**
     * A sender that is yet to be added to a pacer.
     *
     * @param tag what every load PDU of this direction carries
     * @param segmenting true when the kernel can cut one write into datagrams
     * @param rows takes figures on the pacer's thread
     * @param ended takes the outcome on the pacer's thread, after the last row; no turn follows
     */
    UdpSender(
            StreamContext context,
            UdpSocket socket,
            Timeline timeline,
            long tag,
            boolean segmenting,
            Consumer<SenderFigures> rows,
            Consumer<Outcome> ended) {
        this.socket = socket;
        this.timeline = timeline;
        this.grant = context.grant();
        this.clock = context.clock();
        this.octets = context.stream().datagramOctets();
        this.burst = segmenting ? Bursts.of(context.stream()) : 1;
        this.pacing = context.stream().pacing();
        if (context.stream().rate() instanceof RateProfile.Constant constant) {
            ConstantSchedule schedule = new ConstantSchedule(constant.rate(), octets);
            this.pace = paceOf(schedule, timeline);
            this.leewayNanos = pacing == Pacing.ECONOMY ? Math.min(MOST_LEEWAY_NANOS, schedule.dueNanos(burst) / 2) : 0;
            this.lastNanos = timeline.endNanos() + LATE_END_NANOS;
        } else {
            this.pace = null;
            this.leewayNanos = 0;
            this.lastNanos = timeline.endNanos();
        }
        this.load = context.loop().sockets().buffer(burst * octets);
        this.buffer = load.octets();
        for (int at = 0; at < burst * octets; at += octets) {
            LoadPdu.putFixed(buffer, at, octets, context.stream().index(), context.id(), tag);
            EngineLoop.fill(buffer, at + LoadPdu.HEADER_OCTETS, at + octets, tag + at);
        }
        this.meter = new SenderMeter(
                timeline.startNanos(),
                timeline.loadSeconds(),
                context.stream().omitSeconds(),
                Pacer::ownCpuNanos,
                rows);
        this.measuredFromNanos = timeline.startNanos()
                + TimeUnit.SECONDS.toNanos(context.stream().omitSeconds());
        this.ended = ended;
        this.heardNanos = timeline.startNanos();
        this.brakedUntilNanos = timeline.startNanos();
    }

    /** The peer has just shown that it is there and wants the load. */
    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** The receiving host is behind: without a rate to keep, nothing is sent for a moment. Any thread may call it. */
    void brake(long nowNanos) {
        brakedUntilNanos = nowNanos + BRAKE_NANOS;
    }

    long heardNanos() {
        return heardNanos;
    }

    /** Sends through this socket from now on; null for none yet. On the pacer's thread only. */
    void use(UdpSocket newSocket) {
        socket = newSocket;
    }

    /** No burst leaves after the one that is being sent. */
    void stop(Failure cause) {
        stopCause = cause;
    }

    @Override
    public long turn(long nowNanos) {
        Failure cause = stopCause;
        if (cause != null) {
            return finish(nowNanos, cause);
        }
        if (nowNanos - timeline.startNanos() < 0) {
            return timeline.startNanos();
        }
        if (nowNanos - timeline.endNanos() >= 0) {
            return sendLast(nowNanos);
        }
        closeRows(nowNanos);
        boolean wasPaused = paused;
        paused = isPaused(nowNanos);
        if (paused || wasPaused) {
            // What came due in a pause was not wanted, also when this thread was held up as it ended.
            meter.notSent(pace == null ? 0 : pace.giveUpDueBefore(nowNanos - timeline.startNanos()));
        }
        if (paused) {
            return soonest(meter.boundaryNanos(), nowNanos + PAUSED_TURN_NANOS);
        }
        return soonest(meter.boundaryNanos(), pace == null ? flood(nowNanos) : keepPace(nowNanos));
    }

    @Override
    public Pacing pacing() {
        return pacing;
    }

    /** Half of what lies between two of its own writes, so that it never owes two. */
    @Override
    public long leewayNanos() {
        return leewayNanos;
    }

    @Override
    public void broke(RuntimeException cause) {
        finish(clock.nanoTime(), Failure.from(cause));
    }

    /** True while nothing may leave: the grant has lapsed, the peer is silent, or there is no socket for now. */
    private boolean isPaused(long nowNanos) {
        return socket == null || grant.isLapsed(nowNanos) || nowNanos - heardNanos >= PAUSE_NANOS;
    }

    private boolean maySend(long nowNanos) {
        return stopCause == null && !isPaused(nowNanos) && nowNanos - lastNanos < 0;
    }

    /** What this machine has delayed is not lost with the end. A link that has no room has had its time. */
    private long sendLast(long nowNanos) {
        if (pace != null && maySend(nowNanos)) {
            long nextNanos = soonest(keepPace(nowNanos), lastNanos);
            if (pace.remaining() > 0 && !untaken.isRefused()) {
                return nextNanos;
            }
        }
        return finish(timeline.endNanos(), null);
    }

    private long flood(long turnNanos) {
        long nowNanos = turnNanos;
        for (int writes = 0; writes < WRITES_PER_TURN && maySend(nowNanos); writes++) {
            if (nowNanos - brakedUntilNanos < 0) {
                return brakedUntilNanos;
            }
            int taken = write(burst, nowNanos);
            if (taken <= 0) {
                return nowNanos + (taken == 0 ? RETRY_NANOS : ERROR_RETRY_NANOS);
            }
            nowNanos = clock.nanoTime();
        }
        return nowNanos;
    }

    private long keepPace(long turnNanos) {
        long nowNanos = turnNanos;
        for (int writes = 0; writes < WRITES_PER_TURN; writes++) {
            tooLate(pace.observe(nowNanos - timeline.startNanos(), (int) Math.min(burst, pace.remaining())));
            int count = (int) Math.min(burst, pace.remaining());
            if (count == 0) {
                return timeline.endNanos();
            }
            long dueNanos = timeline.startNanos() + pace.dueNanos(count);
            if (nowNanos - dueNanos < 0 || !maySend(nowNanos)) {
                return dueNanos;
            }
            long lateNanos = nowNanos - timeline.startNanos() - pace.scheduledNanos(count);
            int taken = write(count, nowNanos);
            if (taken == 0) {
                tooLate(pace.giveUp(untaken.refused(nowNanos, lateNanos)));
                return nowNanos + RETRY_NANOS;
            }
            untaken.taken(nowNanos, lateNanos);
            if (taken < 0) {
                refused += count;
                meter.notSent(count);
            } else {
                meter.late(lateNanos);
            }
            pace.departed(count);
            nowNanos = clock.nanoTime();
        }
        return nowNanos;
    }

    private void tooLate(long count) {
        if (count > 0) {
            tooLate += count;
            meter.notSent(count);
        }
    }

    /**
     * Writes one burst; what the stack refuses uses up no sequence number.
     *
     * @return 1 when it was taken, 0 when the stack has no room now, -1 when it refused
     */
    private int write(int count, long nowNanos) {
        long sentNanos = nowNanos - timeline.startNanos();
        for (int i = 0; i < count; i++) {
            LoadPdu.putVarying(buffer, i * octets, sequence + i, sentNanos);
        }
        try {
            int taken = socket.send(load, count * octets);
            if (taken <= 0) {
                return 0;
            }
        } catch (IOException e) {
            return afterError(Errno.of(e), count);
        }
        sequence += count;
        meter.sent(count, (long) count * octets);
        return 1;
    }

    private int afterError(int errno, int count) {
        if (errno == Errno.ENOBUFS) {
            return 0;
        }
        if (count > 1 && (errno == Errno.EIO || errno == Errno.EINVAL)) {
            // Either the kernel cuts fewer, or the NIC's driver cannot segment after all: from now on one by one.
            burst = burst > Bursts.ALWAYS_SEGMENTS ? Bursts.ALWAYS_SEGMENTS : 1;
            socket.segmentSends(burst > 1 ? octets : 0);
            return 0;
        }
        tooLarge |= errno == Errno.EMSGSIZE;
        return -1;
    }

    private void closeRows(long nowNanos) {
        while (nowNanos - meter.boundaryNanos() >= 0) {
            // Seconds that are measured do not make good what omitted ones owe.
            boolean lastOmitted = meter.boundaryNanos() == measuredFromNanos;
            giveUpDueBefore(meter.boundaryNanos() - (lastOmitted ? 0 : Pace.MAX_DEBT_NANOS));
            meter.roll(meter.boundaryNanos());
        }
    }

    private void giveUpDueBefore(long nanos) {
        long count = pace == null ? 0 : pace.giveUpDueBefore(nanos - timeline.startNanos());
        // While it pauses nothing is late: sending is not wanted.
        tooLate += isPaused(nanos) ? 0 : count;
        meter.notSent(count);
    }

    private long finish(long nowNanos, Failure cause) {
        boolean began = nowNanos - timeline.startNanos() > 0;
        if (began) {
            giveUpDueBefore(nowNanos);
            meter.finish(nowNanos);
        }
        ended.accept(new Outcome(
                meter.rowCount(),
                meter.packets(),
                meter.octets(),
                meter.notSent(),
                tooLate,
                refused,
                tooLarge,
                nowNanos,
                meter::histogram,
                cause));
        return DONE;
    }

    private static Pace paceOf(ConstantSchedule schedule, Timeline timeline) {
        return new Pace(schedule, schedule.dueCount(timeline.endNanos() - timeline.startNanos() - 1));
    }

    private static long soonest(long a, long b) {
        return a - b < 0 ? a : b;
    }
}
