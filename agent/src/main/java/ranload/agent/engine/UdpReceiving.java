package ranload.agent.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import ranload.agent.measure.ReceiverFigures;
import ranload.agent.measure.ReceiverMeter;
import ranload.agent.measure.Silence;
import ranload.agent.net.NicCounters;
import ranload.agent.net.UdpSocket;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.LoadPdu;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.RateProfile;
import ranload.session.Role;

/**
 * The receiving half of a UDP stream: counts load, tells the sender every 200 to 400 ms that it is wanted, closes rows, and
 * makes loss final once nothing is in flight any more. Confined to its event loop.
 *
 * <p>Liveness: done at the latest 5 s and the waiting time for packets in flight after the planned end.
 */
final class UdpReceiving {
    private static final long FEEDBACK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Of a stream whose datagrams come more than 5 ms apart, so that many of them can share a host. */
    private static final long SLOW_FEEDBACK_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private static final long SLOW_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MIN_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long OVERTIME_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int PAUSES_PER_SECOND = 50;

    /** The kernel keeps up to a quarter on its books for a while after it was read. */
    private static final int BRAKE_FROM_PERCENT = 40;

    private static final long ENOUGH_BUFFER_OCTETS = 16 << 20;
    private static final long LOST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final StreamContext context;
    private final Direction direction;
    private final UdpStream stream;
    private UdpSocket socket;
    private int dropsOfEarlierSockets;
    private final long tag;
    private final long silenceNanos;
    private final long feedbackNanos;
    private Timeline timeline;
    private RowFactory rows;
    private NicCounters nic;
    private ReceiverMeter meter;
    private Silence silence;
    private Failure cause;
    private boolean endSeen;
    private boolean ended;
    private long strangers;
    private int feedbackNumber;
    private long nextFeedbackNanos;
    private long nextBrakeNanos;
    private long echoNanos = -1;
    private long echoArrivedNanos;

    UdpReceiving(StreamContext context, Direction direction, UdpStream stream, UdpSocket socket) {
        this.context = context;
        this.direction = direction;
        this.stream = stream;
        this.socket = socket;
        this.tag = context.keys().loadTag(direction, context.stream().index());
        this.feedbackNanos = feedbackNanos(context);
        this.silenceNanos = Math.max(UdpSending.OUTAGE_NANOS, 3 * context.gapNanos());
    }

    /** How often the receiver of this stream tells that the load is wanted. */
    static long feedbackNanos(StreamContext context) {
        return context.gapNanos() > SLOW_GAP_NANOS ? SLOW_FEEDBACK_NANOS : FEEDBACK_NANOS;
    }

    /** Load is to come; it may have come already. */
    void start(Timeline newTimeline) {
        if (meter == null && !ended) {
            begin(newTimeline);
        }
    }

    /** The stream has another socket, or none for now; the one before is still open. */
    void use(UdpSocket newSocket) {
        dropsOfEarlierSockets = dropCount();
        socket = newSocket;
    }

    /** When load of this session arrived last; {@link Long#MIN_VALUE} before the first. */
    long lastLoadNanos() {
        return meter == null || meter.packets() == 0 ? Long.MIN_VALUE : meter.lastArrivalNanos();
    }

    /** A load PDU has arrived. */
    void load(ByteBuffer buffer, int at, int octets, long nowNanos) {
        long sequence = LoadPdu.sequence(buffer, at);
        long sentNanos = LoadPdu.sentNanos(buffer, at);
        long maxNanos = TimeUnit.SECONDS.toNanos(context.spec().loadSeconds()) + OVERTIME_NANOS;
        if (LoadPdu.tag(buffer, at) != tag || ended || sequence < 0 || sentNanos < 0 || sentNanos > maxNanos) {
            strangers++;
            return;
        }
        if (meter == null) {
            begin(context.session().timelineFrom(nowNanos));
        }
        echoNanos = sentNanos;
        echoArrivedNanos = nowNanos;
        meter.datagram(sequence, sentNanos, octets, nowNanos);
    }

    /** The sender has said that no more follows. It is told at once that this has arrived. */
    void end(ControlPdu.End end, long nowNanos) {
        endSeen = true;
        if (meter == null && !ended) {
            begin(context.session().timelineFrom(nowNanos));
        }
        if (!ended) {
            meter.end(end.packets());
            if (!end.asPlanned()) {
                stopBecause(Failure.of("peer_stopped", "the sending end stopped before its time"), nowNanos);
            }
            finishIfOver(nowNanos);
        }
        sendFeedback(nowNanos);
    }

    /** The sender has paused and asks whether anybody is there. */
    void probe(ControlPdu.Probe probe, long nowNanos) {
        echoNanos = probe.sentNanos();
        echoArrivedNanos = nowNanos;
        sendFeedback(nowNanos);
    }

    /** Counts no more than what is in flight, and tells the sender so. */
    void stop(Failure why, long nowNanos) {
        if (meter == null) {
            ended = true;
            context.session().endedUnstarted(direction, context.stream().index(), Role.RECEIVER, why);
        } else if (!ended && cause == null) {
            stopBecause(why, nowNanos);
            sendFeedback(nowNanos);
        }
    }

    /**
     * There is more to read than one round takes. A sender without a rate would fill the socket's buffer and then send for
     * nothing, so it is told to pause once much of the buffer is full. One with a rate keeps it: what this host then drops
     * is counted and said.
     */
    void behind(long nowNanos) {
        boolean asFastAsPossible = context.stream().rate() instanceof RateProfile.Unlimited;
        if (asFastAsPossible && meter != null && !endSeen && !ended && nowNanos - nextBrakeNanos >= 0) {
            nextBrakeNanos = nowNanos + UdpSender.BRAKE_NANOS / 2;
            if (socket.bufferFillPercent() >= BRAKE_FROM_PERCENT) {
                sendFeedback(nowNanos, true);
            }
        }
    }

    /** Does what time asks for, and says in how many nanoseconds to be called again at the latest. */
    long tick(long nowNanos) {
        if (nowNanos - nextFeedbackNanos >= 0) {
            sendFeedback(nowNanos);
        }
        if (meter != null && !ended) {
            watchPeer(nowNanos);
            if (meter.hasRows(nowNanos)) {
                tell(meter.collect(nowNanos, nic.receivedOctets(), dropCount()));
            }
            finishIfOver(nowNanos);
        }
        long untilFeedback = nextFeedbackNanos - nowNanos;
        long nextClose = ended || meter == null ? Long.MAX_VALUE : meter.nextCloseNanos();
        return nextClose == Long.MAX_VALUE ? untilFeedback : Math.min(untilFeedback, nextClose - nowNanos);
    }

    boolean isDone() {
        return ended;
    }

    private void begin(Timeline newTimeline) {
        timeline = newTimeline;
        rows = new RowFactory(context.id(), direction, context.stream().index(), timeline);
        silence = new Silence(silenceNanos, timeline.startNanos());
        nic = stream.nic();
        meter = new ReceiverMeter(
                timeline.startNanos(),
                timeline.loadSeconds(),
                context.stream().omitSeconds(),
                context.hostCpu().watch()::sinceLast,
                nic.receivedOctets(),
                dropCount());
        warnOfSmallBuffer();
        stream.tickSoon();
    }

    /** A buffer that holds less than 20 ms of the load overflows at the first longer pause of this machine. */
    private void warnOfSmallBuffer() {
        long wanted = context.stream().rate() instanceof RateProfile.Constant constant
                ? Math.min(constant.rate().bitsPerSecond() / 8 / PAUSES_PER_SECOND, ENOUGH_BUFFER_OCTETS)
                : ENOUGH_BUFFER_OCTETS;
        try {
            int granted = socket.receiveBufferOctets();
            if (granted < wanted) {
                context.session()
                        .warning(
                                "receive_buffer_small",
                                "the kernel granted a receive buffer of " + granted + " octets where " + wanted
                                        + " are wanted; give the agent CAP_NET_ADMIN or raise net.core.rmem_max");
            }
        } catch (IOException unknown) {
            // Then the drop counter has to tell.
        }
    }

    private void watchPeer(long nowNanos) {
        boolean expecting = !endSeen && cause == null && nowNanos - timeline.endNanos() < 0;
        if (expecting && silence.changes(meter.lastArrivalNanos(), nowNanos)) {
            context.session()
                    .outage(this, silence.isSilent(), silence.heardNanos(), "no load arrives from the sending end");
        }
        if (expecting && silence.outageNanos(nowNanos) >= UdpSending.OUTAGE_ALLOWANCE_NANOS) {
            stopBecause(lost("no load arrived for 180 s in all; the session was given up"), nowNanos);
        }
    }

    private void stopBecause(Failure why, long nowNanos) {
        if (cause == null) {
            cause = why;
        }
        meter.cut(nowNanos);
    }

    private void finishIfOver(long nowNanos) {
        if (ended) {
            return;
        }
        long waitNanos = Math.min(Math.max(MIN_WAIT_NANOS, 2 * stream.rttNanos()), MAX_WAIT_NANOS);
        boolean quiet = nowNanos - meter.quietSinceNanos() >= waitNanos;
        boolean overtime = nowNanos - timeline.endNanos() >= OVERTIME_NANOS + waitNanos;
        if (meter.isComplete(nowNanos) || quiet || overtime) {
            finish(nowNanos);
        }
    }

    private void finish(long nowNanos) {
        boolean silentAtEnd = !endSeen
                && (meter.packets() == 0
                        || timeline.endNanos() - meter.lastArrivalNanos()
                                >= Math.max(LOST_SILENCE_NANOS, silenceNanos));
        if (cause == null && silentAtEnd) {
            cause = lost("the sending end fell silent and did not come back");
        }
        tell(meter.finish(nowNanos, nic.receivedOctets(), dropCount()));
        ended = true;
        if (silence.isSilent()) {
            context.session().outage(this, false, nowNanos, "");
        }
        if (meter.socketDrops() > 0) {
            context.session()
                    .warning(
                            "socket_drops",
                            "at least " + meter.socketDrops()
                                    + " datagrams reached this host but were dropped for want of socket"
                                    + " buffer; this machine was the limit, not the path");
        }
        if (strangers > 0) {
            context.session()
                    .warning(
                            "strange_packets",
                            strangers + " packets of the flow were not of this session; not counted");
        }
        context.session()
                .ended(new StreamResult(
                        context.id(),
                        direction,
                        context.stream().index(),
                        Role.RECEIVER,
                        meter.rowCount(),
                        meter.octets(),
                        meter.packets(),
                        meter.lost(),
                        0,
                        timeline.startsAt(),
                        timeline.at(meter.quietSinceNanos()),
                        silence.outageNanos(meter.quietSinceNanos()),
                        context.io(),
                        meter.histogram(),
                        cause));
        stream.tickSoon();
    }

    private int dropCount() {
        return dropsOfEarlierSockets + (socket == null ? 0 : socket.drops());
    }

    private void tell(List<ReceiverFigures> figures) {
        figures.forEach(row -> context.session().row(rows.of(row)));
    }

    private void sendFeedback(long nowNanos) {
        sendFeedback(nowNanos, false);
    }

    private void sendFeedback(long nowNanos, boolean behind) {
        nextFeedbackNanos = nowNanos + feedbackNanos;
        feedbackNumber++;
        stream.send(new ControlPdu.Feedback(
                context.stream().index(),
                endSeen,
                cause != null,
                behind,
                feedbackNumber,
                TimeUnit.NANOSECONDS.toMicros(nowNanos - echoArrivedNanos),
                meter == null ? 0 : meter.nextSequence(),
                meter == null ? 0 : meter.octets(),
                echoNanos));
    }

    private static Failure lost(String message) {
        return Failure.of("peer_lost", message);
    }
}
