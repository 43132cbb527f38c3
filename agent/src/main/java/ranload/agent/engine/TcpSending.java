package ranload.agent.engine;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import ranload.agent.measure.SenderFigures;
import ranload.agent.measure.SenderMeter;
import ranload.agent.measure.Silence;
import ranload.agent.net.HostCpu;
import ranload.agent.net.NicCounters;
import ranload.agent.net.TcpFigures;
import ranload.agent.net.TcpSocket;
import ranload.agent.pacing.ConstantSchedule;
import ranload.agent.pacing.Pacer;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.RateProfile;
import ranload.session.Role;
import ranload.unit.BitRate;

/**
 * The sending half of a TCP stream. A constant rate is written in chunks that are due like datagrams are; what TCP does
 * not take within 100 ms of its due time is given up and counted. Confined to its event loop.
 *
 * <p>Liveness: writes nothing at or after the timeline's end or while the grant has lapsed, when the kernel may still
 * send what it was given, 10 ms of load or 512 KiB; a turn writes at most
 * {@value #WRITES_PER_TURN} chunks. A peer whose kernel is gone is given up after 180 s, and TCP sends it next to
 * nothing until then; one whose process is gone resets the connection at once.
 */
final class TcpSending {
    private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAPSED_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int WRITES_PER_TURN = 4;
    private static final int MIN_CHUNK_OCTETS = 1_448;
    private static final int MAX_CHUNK_OCTETS = 256 << 10;
    private static final long CHUNKS_PER_SECOND = 1_000;

    /** What may wait unsent in the kernel: little on a slow link, where it would still leave long after the end. */
    private static final int MIN_UNSENT_OCTETS = 512 << 10;

    /** On a fast link, enough that the kernel need not wait for this thread. */
    private static final int MAX_UNSENT_OCTETS = 16 << 20;

    /** Ticks are 100 ms apart: this share of a tick's octets is 10 ms of load. */
    private static final int UNSENT_SHARE = 10;

    private final StreamContext context;
    private final Direction direction;
    private final TcpStream stream;
    private final Timeline timeline;
    private final RowFactory rows;
    private final NicGrowth nicSent;
    private final HostCpu.Watch hostCpu;
    private final SenderMeter meter;
    private final ConstantSchedule schedule;
    private final int chunk;
    private final long total;
    private final Silence silence;
    private final LoopAlarm turns;

    /** Null while there is none; what was its socket is not to be touched then. */
    private TcpConnection connection;

    private TcpSocket socket;
    private TcpFigures info = TcpFigures.NONE;
    private long lastHeardNanos;
    private long unit;
    private int rest;
    private int retransmitsTold;
    private int retransmitsKept;
    private boolean blocked;
    private boolean ended;
    private long unsentLimitOctets = MIN_UNSENT_OCTETS;
    private long octetsAtTick;
    private long octetsTaken;
    private long takenNanos;

    TcpSending(
            StreamContext context,
            Direction direction,
            TcpStream stream,
            TcpConnection connection,
            Timeline timeline,
            NicCounters nic)
            throws IOException {
        this.context = context;
        this.direction = direction;
        this.stream = stream;
        this.timeline = timeline;
        this.rows = new RowFactory(context.id(), direction, context.stream().index(), timeline);
        this.nicSent = new NicGrowth(nic::sentOctets);
        this.meter = new SenderMeter(
                timeline.startNanos(),
                timeline.loadSeconds(),
                context.stream().omitSeconds(),
                Pacer::ownCpuNanos,
                this::row);
        this.hostCpu = context.hostCpu().watch();
        this.takenNanos = timeline.startNanos();
        this.lastHeardNanos = timeline.startNanos();
        this.silence = new Silence(UdpSending.OUTAGE_NANOS, timeline.startNanos());
        if (context.stream().rate() instanceof RateProfile.Constant constant) {
            this.chunk = chunkOf(constant.rate());
            this.schedule = new ConstantSchedule(constant.rate(), chunk);
            this.total = schedule.dueCount(timeline.endNanos() - timeline.startNanos() - 1);
        } else {
            this.chunk = EngineLoop.READ_OCTETS;
            this.schedule = null;
            this.total = Long.MAX_VALUE;
        }
        this.turns = new LoopAlarm(context.loop(), context.clock(), this::turn);
        adopt(connection);
        turns.at(timeline.startNanos());
    }

    private void adopt(TcpConnection proven) throws IOException {
        socket = proven.socket();
        info = socket.figures();
        socket.userTimeout((int) TimeUnit.NANOSECONDS.toMillis(UdpSending.OUTAGE_ALLOWANCE_NANOS));
        socket.unsentLimit(MIN_UNSENT_OCTETS);
        unsentLimitOctets = MIN_UNSENT_OCTETS;
        if (context.stream().rate() instanceof RateProfile.Constant constant) {
            // A quarter above the rate, so that a short hold-up can be made good without a burst.
            socket.maxPacingRate(constant.rate().bitsPerSecond() / 8 * 5 / 4 + MIN_CHUNK_OCTETS);
        }
        connection = proven;
    }

    /**
     * The connection is gone: an outage, however short, because of what was in it. Nothing is written until there is
     * another, and what falls due meanwhile is given up.
     */
    void lost(long nowNanos) {
        connection = null;
        retransmitsKept += info.totalRetransmits() - retransmitsTold;
        retransmitsTold = 0;
        info = TcpFigures.NONE;
        blocked = false;
        if (!ended && nowNanos - timeline.endNanos() < 0) {
            meter.roll(nowNanos);
            meter.notSent(rest);
            rest = 0;
            context.session().outage(this, true, lastHeardNanos, TcpStream.BROKEN);
            turns.at(nowNanos);
        }
    }

    /** Load goes on by this connection, under the same grant. */
    void use(TcpConnection proven) throws IOException {
        if (ended) {
            proven.socket().endOutput();
            return;
        }
        adopt(proven);
        if (!silence.isSilent()) {
            context.session().outage(this, false, context.clock().nanoTime(), "");
        }
        turns.in(0);
    }

    boolean isDone() {
        return ended;
    }

    void stop(Failure cause) {
        if (!ended) {
            finish(context.clock().nanoTime(), cause);
        }
    }

    /** The socket takes octets again. */
    void writable() {
        blocked = false;
        turn();
    }

    /** Looks whether the peer still acknowledges. To be called every 100 ms. */
    void tick(long nowNanos) {
        if (ended || nowNanos - timeline.startNanos() < 0) {
            return;
        }
        if (connection != null) {
            limitUnsent();
            lastHeardNanos = Math.max(heardNanos(nowNanos) - timeline.startNanos(), 0) + timeline.startNanos();
        }
        if (silence.changes(lastHeardNanos, nowNanos)) {
            context.session()
                    .outage(this, silence.isSilent(), silence.heardNanos(), "the receiving end does not acknowledge");
        }
        if (silence.outageNanos(nowNanos) >= UdpSending.OUTAGE_ALLOWANCE_NANOS) {
            finish(nowNanos, Failure.of("peer_lost", "the receiving end was silent for 180 s in all; given up"));
        } else if (blocked) {
            turn();
        }
    }

    /** When the peer acknowledged last; while nothing is under way, now. */
    private long heardNanos(long nowNanos) {
        if (!info.read()) {
            // Nobody tells; that a full socket takes octets again is the only sign.
            if (meter.octets() != octetsTaken) {
                octetsTaken = meter.octets();
                takenNanos = nowNanos;
            }
            return blocked ? takenNanos : nowNanos;
        }
        long silentNanos = TimeUnit.MILLISECONDS.toNanos(info.sinceLastAckMillis());
        return info.unacknowledged() == 0 ? nowNanos : nowNanos - silentNanos;
    }

    /** No turn follows. */
    void close() {
        turns.off();
    }

    private void limitUnsent() {
        long wanted = (meter.octets() - octetsAtTick) / UNSENT_SHARE;
        octetsAtTick = meter.octets();
        wanted = Math.max(MIN_UNSENT_OCTETS, Math.min(wanted, MAX_UNSENT_OCTETS));
        if (wanted > 2 * unsentLimitOctets || wanted < unsentLimitOctets / 2) {
            unsentLimitOctets = wanted;
            try {
                socket.unsentLimit((int) wanted);
            } catch (IOException connectionIsGone) {
                // The next write tells.
            }
        }
    }

    private void turn() {
        if (ended || (connection != null && connection.isClosed())) {
            return;
        }
        long nowNanos = context.clock().nanoTime();
        if (nowNanos - timeline.endNanos() >= 0) {
            finish(timeline.endNanos(), null);
        } else if (nowNanos - timeline.startNanos() < 0) {
            turns.at(timeline.startNanos());
        } else {
            meter.roll(nowNanos);
            if (connection == null) {
                giveUpOverdue(nowNanos);
                turns.at(nowNanos + Math.min(CREDIT_NANOS, meter.boundaryNanos() - nowNanos));
                return;
            }
            if (context.grant().isLapsed(nowNanos)) {
                connection.wantWrite(false);
                turns.at(nowNanos + LAPSED_TURN_NANOS);
                return;
            }
            try {
                long nextNanos = schedule == null ? flood(nowNanos) : keepPace(nowNanos);
                connection.wantWrite(blocked);
                turns.at(nowNanos + Math.min(nextNanos - nowNanos, meter.boundaryNanos() - nowNanos));
            } catch (IOException e) {
                stream.broken(connection, e);
            }
        }
    }

    private long flood(long nowNanos) throws IOException {
        for (int writes = 0; writes < WRITES_PER_TURN && !blocked; writes++) {
            write(chunk);
        }
        return blocked ? meter.boundaryNanos() : nowNanos;
    }

    private long keepPace(long nowNanos) throws IOException {
        if (rest == 0) {
            giveUpOverdue(nowNanos);
        }
        for (int writes = 0; writes < WRITES_PER_TURN && !blocked; writes++) {
            if (rest == 0) {
                long dueNanos = timeline.startNanos() + schedule.dueNanos(unit);
                if (unit == total || nowNanos - dueNanos < 0) {
                    return unit == total ? timeline.endNanos() : dueNanos;
                }
                meter.late(nowNanos - dueNanos);
                rest = chunk;
                unit++;
            }
            rest -= write(rest);
        }
        return blocked ? meter.boundaryNanos() : nowNanos;
    }

    private void giveUpOverdue(long nowNanos) {
        if (schedule == null) {
            return;
        }
        long firstInTime = Math.min(total, schedule.dueCount(nowNanos - CREDIT_NANOS - timeline.startNanos()));
        if (firstInTime > unit) {
            meter.notSent((firstInTime - unit) * chunk);
            unit = firstInTime;
        }
    }

    private int write(int octets) throws IOException {
        int taken = socket.send(context.loop().pattern, octets);
        meter.sent(0, taken);
        blocked = taken < octets;
        return taken;
    }

    private void row(SenderFigures figures) {
        info.read();
        int retransmits = retransmitsKept + info.totalRetransmits() - retransmitsTold;
        retransmitsKept = 0;
        retransmitsTold = info.totalRetransmits();
        var path = new RowFactory.Path(retransmits, info.rttMicros(), info.congestionWindowOctets());
        context.session().row(rows.of(figures, path, hostCpu.sinceLast(), nicSent.sinceLast()));
    }

    /** No octet is written after this. A lapse or a loss discards what the kernel still holds. */
    void finish(long nowNanos, Failure cause) {
        if (ended) {
            return;
        }
        ended = true;
        if (schedule != null && nowNanos - timeline.startNanos() > 0) {
            long due = Math.min(total, schedule.dueCount(nowNanos - timeline.startNanos() - 1)) * chunk;
            meter.notSent(Math.max(0, due - meter.octets() - meter.notSent()));
        }
        if (nowNanos - timeline.startNanos() > 0) {
            meter.finish(nowNanos);
        }
        context.session().outage(this, false, nowNanos, "");
        context.session()
                .ended(new StreamResult(
                        context.id(),
                        direction,
                        context.stream().index(),
                        Role.SENDER,
                        meter.rowCount(),
                        meter.octets(),
                        0,
                        0,
                        meter.notSent(),
                        timeline.startsAt(),
                        timeline.at(nowNanos),
                        silence.outageNanos(nowNanos),
                        context.io(),
                        meter.histogram(),
                        cause));
        if (connection != null) {
            connection.wantWrite(false);
        }
        stream.sendingEnded(cause);
    }

    private static int chunkOf(BitRate rate) {
        long octets = rate.bitsPerSecond() / 8 / CHUNKS_PER_SECOND;
        return (int) Math.max(MIN_CHUNK_OCTETS, Math.min(octets, MAX_CHUNK_OCTETS));
    }
}
