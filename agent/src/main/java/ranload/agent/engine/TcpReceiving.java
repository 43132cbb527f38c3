package ranload.agent.engine;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import ranload.agent.measure.ReceiverFigures;
import ranload.agent.measure.ReceiverMeter;
import ranload.agent.measure.Silence;
import ranload.agent.net.NicCounters;
import ranload.agent.net.TcpFigures;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.Role;

/**
 * The receiving half of a TCP stream: reads and counts. Confined to its event loop.
 *
 * <p>Liveness: done when the sender has closed its half and the last interval is over, at the latest 1 s after the last
 * interval; what arrives later is not counted.
 */
final class TcpReceiving {
    private static final int READS_PER_EVENT = 4;

    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * A sender that closes no earlier than this before the receiver's last boundary has kept its time: on a busy host the
     * two start apart. One that did stop early says so itself.
     */
    private static final long EARLY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StreamContext context;
    private final Direction direction;
    private final TcpStream stream;
    private Timeline timeline;
    private RowFactory rows;
    private NicCounters nic;
    private TcpFigures info;
    private ReceiverMeter meter;
    private Silence silence;
    private Failure cause;
    private ReceiveRoom room = new ReceiveRoom();
    private boolean endSeen;
    private boolean ended;

    TcpReceiving(StreamContext context, Direction direction, TcpStream stream) {
        this.context = context;
        this.direction = direction;
        this.stream = stream;
    }

    /** Load is to come; it may have come already. */
    void start(Timeline newTimeline) {
        if (meter == null && !ended) {
            begin(newTimeline);
        }
    }

    /** Counts no more than what is in flight. */
    void stop(Failure why) {
        if (meter == null && !ended) {
            ended = true;
            context.session().endedUnstarted(direction, context.stream().index(), Role.RECEIVER, why);
        } else if (!ended && cause == null) {
            cause = why;
            meter.cut(context.clock().nanoTime());
        }
    }

    /** Reads what has arrived. */
    void readable(TcpConnection connection) throws IOException {
        for (int reads = 0; reads < READS_PER_EVENT && !connection.isClosed(); reads++) {
            int octets = connection.socket().receive(context.loop().input, 0, EngineLoop.READ_OCTETS);
            if (octets < 0) {
                connection.wantRead(false);
                end(null);
                return;
            }
            if (octets > 0) {
                count(octets, context.clock().nanoTime());
            }
            if (octets < EngineLoop.READ_OCTETS) {
                // That was all there was; asking again would only be told so.
                return;
            }
        }
    }

    /** The connection is gone: an outage, however short, because of what was in it. */
    void lost(long nowNanos) {
        info = TcpFigures.NONE;
        if (meter != null && isExpecting(nowNanos)) {
            context.session().outage(this, true, meter.lastArrivalNanos(), TcpStream.BROKEN);
        }
    }

    /** What comes by the stream's connection of now is of the same load. */
    void use(long nowNanos) {
        if (meter != null && !ended) {
            makeRoom();
            if (!silence.isSilent()) {
                context.session().outage(this, false, nowNanos, "");
            }
        }
    }

    /** No more octets will come: the sender has closed its half, or the connection broke for this reason. */
    void end(Failure why) {
        if (endSeen || ended) {
            return;
        }
        endSeen = true;
        long nowNanos = context.clock().nanoTime();
        if (meter != null && meter.quietSinceNanos() - nowNanos > EARLY_NANOS) {
            if (cause == null) {
                cause = why != null ? why : Failure.of("peer_stopped", "the sending end stopped before its time");
            }
            meter.cut(nowNanos);
        }
        stream.tickSoon();
    }

    /** Does what time asks for, and says in how many nanoseconds to be called again at the latest. */
    long tick(long nowNanos) {
        if (ended || meter == null) {
            return Long.MAX_VALUE;
        }
        watchPeer(nowNanos);
        if (meter.hasRows(nowNanos)) {
            tell(meter.collect(nowNanos, nic.receivedOctets(), 0));
            info.read();
            room.later(info.receiverRttMicros())
                    .ifPresent(octets -> stream.socket().receiveRoom(octets));
        }
        long sinceEndNanos = nowNanos - meter.lastEndNanos();
        if ((endSeen && sinceEndNanos >= 0) || sinceEndNanos >= WAIT_NANOS) {
            finish(nowNanos);
        }
        long closeNanos = meter.nextCloseNanos();
        return closeNanos == Long.MAX_VALUE ? closeNanos : closeNanos - nowNanos;
    }

    boolean isDone() {
        return ended;
    }

    /** True while nobody has said that no more is to come. */
    boolean isOpen() {
        return !ended && !endSeen && cause == null;
    }

    private void count(int octets, long nowNanos) {
        if (ended) {
            return;
        }
        if (meter == null) {
            begin(context.session().timelineFrom(nowNanos));
        }
        meter.stream(octets, nowNanos);
    }

    private void begin(Timeline newTimeline) {
        timeline = newTimeline;
        rows = new RowFactory(context.id(), direction, context.stream().index(), timeline);
        silence = new Silence(UdpSending.OUTAGE_NANOS, timeline.startNanos());
        nic = stream.nic();
        makeRoom();
        meter = new ReceiverMeter(
                timeline.startNanos(),
                timeline.loadSeconds(),
                context.stream().omitSeconds(),
                context.hostCpu().watch()::sinceLast,
                nic.receivedOctets(),
                0);
        stream.tickSoon();
    }

    private void makeRoom() {
        room = new ReceiveRoom();
        info = stream.socket().figures();
        info.read();
        room.atStart(info.leastRttMicros()).ifPresent(stream.socket()::receiveRoom);
    }

    private boolean isExpecting(long nowNanos) {
        return isOpen() && nowNanos - timeline.endNanos() < 0;
    }

    private void watchPeer(long nowNanos) {
        boolean expecting = isExpecting(nowNanos);
        if (expecting && silence.changes(meter.lastArrivalNanos(), nowNanos)) {
            context.session()
                    .outage(this, silence.isSilent(), silence.heardNanos(), "no load arrives from the sending end");
        }
        if (expecting && silence.outageNanos(nowNanos) >= UdpSending.OUTAGE_ALLOWANCE_NANOS) {
            stop(Failure.of("peer_lost", "no load arrived for 180 s in all; the session was given up"));
        }
    }

    private void finish(long nowNanos) {
        ended = true;
        if (cause == null && meter.octets() == 0) {
            cause = Failure.of("peer_lost", "no load arrived from the sending end");
        }
        tell(meter.finish(nowNanos, nic.receivedOctets(), 0));
        context.session().outage(this, false, nowNanos, "");
        context.session()
                .ended(new StreamResult(
                        context.id(),
                        direction,
                        context.stream().index(),
                        Role.RECEIVER,
                        meter.rowCount(),
                        meter.octets(),
                        0,
                        0,
                        0,
                        timeline.startsAt(),
                        timeline.at(meter.quietSinceNanos()),
                        silence.outageNanos(meter.quietSinceNanos()),
                        context.io(),
                        meter.histogram(),
                        cause));
        stream.tickSoon();
    }

    private void tell(List<ReceiverFigures> figures) {
        figures.forEach(row -> context.session().row(rows.of(row)));
    }
}
