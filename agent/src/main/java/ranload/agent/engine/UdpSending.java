package ranload.agent.engine;

import java.util.concurrent.TimeUnit;
import ranload.agent.measure.SenderFigures;
import ranload.agent.measure.Silence;
import ranload.agent.net.HostCpu;
import ranload.agent.net.NicCounters;
import ranload.agent.net.UdpSocket;
import ranload.agent.pacing.Bursts;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.Role;

/**
 * The sending half of a UDP stream, without the sending itself: consent of the peer, probes while it is silent, END
 * until it is confirmed, rows and result. Confined to its event loop.
 */
final class UdpSending {
    /** Silence from here on is an outage on record. */
    static final long OUTAGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** All outages of a stream together may last this long. */
    static final long OUTAGE_ALLOWANCE_NANOS = TimeUnit.SECONDS.toNanos(180);

    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long END_REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int END_TRIES = 30;
    private static final int RTT_GAIN = 8;

    /** One datagram in so many that were too late is worth a warning; every one is in the rows. */
    private static final long WORTH_A_WARNING = 1_000;

    private final StreamContext context;
    private final Direction direction;
    private final UdpStream stream;
    private Timeline timeline;
    private RowFactory rows;
    private NicGrowth nicSent;
    private HostCpu.Watch hostCpu;
    private UdpSender sender;
    private boolean segmenting;
    private Silence silence;
    private UdpSender.Outcome outcome;
    private boolean neverStarted;
    private boolean endConfirmed;
    private int endsSent;
    private long nextEndNanos;
    private long nextProbeNanos;
    private int probesSent;
    private int lastFeedback;
    private long rttNanos;
    private int brakes;

    UdpSending(StreamContext context, Direction direction, UdpStream stream) {
        this.context = context;
        this.direction = direction;
        this.stream = stream;
    }

    void start(UdpSocket socket, Timeline newTimeline, NicCounters nic, long handshakeRttNanos) {
        timeline = newTimeline;
        rows = new RowFactory(context.id(), direction, context.stream().index(), timeline);
        nicSent = new NicGrowth(nic::sentOctets);
        hostCpu = context.hostCpu().watch();
        silence = new Silence(OUTAGE_NANOS, timeline.startNanos());
        rttNanos = handshakeRttNanos;
        int octets = context.stream().datagramOctets();
        // Shorter segments would cut control PDUs, which are written to the same socket.
        segmenting =
                octets >= ControlCodec.CONTROL_OCTETS && Bursts.of(context.stream()) > 1 && socket.segmentSends(octets);
        if (segmenting) {
            stream.cutsInto(octets);
        }
        sender = new UdpSender(
                context,
                socket,
                timeline,
                context.keys().loadTag(direction, context.stream().index()),
                segmenting,
                figures -> context.later(() -> row(figures)),
                how -> context.later(() -> ended(how)));
        context.pacer().add(sender);
    }

    /** The stream has another socket, or none for now; {@code then} runs on the stream's loop once it is used. */
    void use(UdpSocket socket, Runnable then) {
        if (sender == null || outcome != null) {
            then.run();
            return;
        }
        if (socket != null && segmenting) {
            socket.segmentSends(context.stream().datagramOctets());
        }
        UdpSender current = sender;
        context.pacer().execute(() -> {
            current.use(socket);
            context.later(then);
        });
    }

    void stop(Failure cause) {
        if (sender == null && !neverStarted) {
            neverStarted = true;
            context.session().endedUnstarted(direction, context.stream().index(), Role.SENDER, cause);
        } else if (sender != null && outcome == null) {
            sender.stop(cause);
            context.pacer().nudge(sender);
        }
    }

    /** The receiver's word has arrived. */
    void feedback(ControlPdu.Feedback feedback, long nowNanos) {
        if (feedback.number() - lastFeedback <= 0) {
            return;
        }
        lastFeedback = feedback.number();
        if (sender == null) {
            return;
        }
        sender.heard(nowNanos);
        if (feedback.behind()) {
            brakes++;
            sender.brake(nowNanos);
        }
        endConfirmed |= feedback.endSeen() && outcome != null;
        long sample = nowNanos
                - timeline.startNanos()
                - feedback.echoNanos()
                - TimeUnit.MICROSECONDS.toNanos(feedback.holdMicros());
        if (feedback.echoNanos() >= 0 && sample > 0) {
            rttNanos = rttNanos == 0 ? sample : rttNanos + (sample - rttNanos) / RTT_GAIN;
        }
        if (feedback.unwanted()) {
            stop(Failure.of("peer_stopped", "the receiving end asked to stop"));
        }
    }

    /** Does what time asks for. To be called at least every 200 ms, and every 100 ms once load has ended. */
    void tick(long nowNanos) {
        if (sender == null) {
            return;
        }
        if (outcome == null) {
            watchPeer(nowNanos);
        } else if (!isDone() && nowNanos - nextEndNanos >= 0) {
            sendEnd(nowNanos);
        }
    }

    /** True when the load has ended and the peer knows it or cannot be told. */
    boolean isDone() {
        return neverStarted || (outcome != null && (endConfirmed || endsSent >= END_TRIES));
    }

    /** True when no more load is to be sent: the peer has to be told. */
    boolean hasEnded() {
        return outcome != null;
    }

    long rttNanos() {
        return rttNanos;
    }

    private void watchPeer(long nowNanos) {
        boolean changed = silence.changes(sender.heardNanos(), nowNanos);
        if (changed) {
            context.session()
                    .outage(this, silence.isSilent(), silence.heardNanos(), "the receiving end does not answer");
        }
        long silentNanos = nowNanos - sender.heardNanos();
        if (silentNanos >= UdpSender.PAUSE_NANOS && nowNanos - nextProbeNanos >= 0) {
            nextProbeNanos = nowNanos + PROBE_NANOS;
            stream.send(new ControlPdu.Probe(context.stream().index(), ++probesSent, nowNanos - timeline.startNanos()));
        }
        if (silence.outageNanos(nowNanos) >= OUTAGE_ALLOWANCE_NANOS) {
            stop(Failure.of("peer_lost", "the receiving end was silent for 180 s in all; load was given up"));
        }
    }

    private void row(SenderFigures figures) {
        long micros = TimeUnit.NANOSECONDS.toMicros(rttNanos);
        context.session()
                .row(rows.of(figures, new RowFactory.Path(0, micros, 0), hostCpu.sinceLast(), nicSent.sinceLast()));
    }

    private void ended(UdpSender.Outcome how) {
        outcome = how;
        long nowNanos = context.clock().nanoTime();
        if (silence.isSilent()) {
            context.session().outage(this, false, nowNanos, "");
        }
        warnOf(how);
        context.session()
                .ended(new StreamResult(
                        context.id(),
                        direction,
                        context.stream().index(),
                        Role.SENDER,
                        how.rows(),
                        how.octets(),
                        how.packets(),
                        0,
                        how.notSent(),
                        timeline.startsAt(),
                        timeline.at(how.endNanos()),
                        silence.outageNanos(nowNanos),
                        context.io(),
                        how.histogram().get(),
                        how.cause()));
        sendEnd(nowNanos);
        stream.tickSoon();
    }

    private void warnOf(UdpSender.Outcome how) {
        long due = how.packets() + how.notSent();
        if (how.tooLate() * WORTH_A_WARNING > due) {
            context.session().warning("sender_late", SenderLate.message(how.tooLate(), due, hostCpu.sinceStart()));
        }
        if (brakes > 0) {
            context.session()
                    .warning(
                            "receiver_behind",
                            "the receiving host fell behind " + brakes
                                    + " times, and each time sending paused for 1 ms: that host was the limit, not the"
                                    + " path");
        }
        if (how.tooLarge()) {
            context.session()
                    .warning(stream.tooLarge().code(), stream.tooLarge().message());
        } else if (how.refused() > 0) {
            context.session()
                    .warning(
                            "send_refused",
                            "this host refused to send " + how.refused() + " of " + due
                                    + " datagrams: no route, a closed port at the far end, or a firewall");
        }
    }

    private void sendEnd(long nowNanos) {
        nextEndNanos = nowNanos + END_REPEAT_NANOS;
        endsSent++;
        stream.send(new ControlPdu.End(
                context.stream().index(),
                outcome.cause() == null,
                endsSent,
                outcome.packets(),
                outcome.octets(),
                outcome.endNanos() - timeline.startNanos()));
    }
}
