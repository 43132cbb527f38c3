package ranload.agent.engine;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.NicCounters;
import ranload.agent.net.UdpSocket;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.Pdu;
import ranload.session.Failure;

/**
 * One UDP stream at one end: its path, and the halves that send and receive. A peer that is silent for
 * {@value #PROVE_AGAIN_MILLIS} ms has to prove itself again. Confined to its event loop.
 *
 * <p>Liveness: a tick as often as feedback is due, at least every 400 ms, moves everything on; the first handshake, the
 * halves and the session's grant are each bounded in time.
 */
final class UdpStream implements LoadStream, UdpPath.Owner {
    /** A tick that had nothing to do must not take the loop from its sockets. */
    private static final long MIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long END_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long HANDSHAKE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Later than a sender pauses, so that nothing is sent by what is replaced. */
    private static final long PROVE_AGAIN_MILLIS = 4_000;

    private final StreamContext context;
    private final ControlCodec codec;
    private final UdpPath path;
    private final LoopAlarm ticks;
    private final long tickNanos;
    private UdpSending sending;
    private UdpReceiving receiving;
    private Failure stopCause;
    private long heardNanos;
    private boolean started;
    private boolean closed;
    private boolean timerTold;

    UdpStream(StreamContext context) {
        this.context = context;
        this.codec = context.keys().codec(context.spec().side());
        this.path = new UdpPath(context, codec, this);
        this.tickNanos = UdpReceiving.feedbackNanos(context);
        this.ticks = new LoopAlarm(context.loop(), context.clock(), this::tickAndSchedule);
    }

    @Override
    public void open() {
        if (path.open()) {
            sending = context.sends() == null ? null : new UdpSending(context, context.sends(), this);
            receiving = context.receives() == null
                    ? null
                    : new UdpReceiving(context, context.receives(), this, path.socket());
        }
    }

    @Override
    public void opened() {
        context.session()
                .opened(new OpenedStream(
                        context.stream().index(),
                        IpAddresses.text(path.place().address()),
                        path.place().port(),
                        TimeUnit.NANOSECONDS.toMicros(path.rttNanos())));
    }

    @Override
    public void start(Timeline timeline) {
        if (closed || stopCause != null) {
            return;
        }
        if (!path.isProven()) {
            stop(Failure.of("peer_not_proven", "no near agent has shown itself; no load was sent"));
            return;
        }
        started = true;
        heardNanos = timeline.startNanos();
        if (receiving != null) {
            receiving.start(timeline);
        }
        if (sending != null) {
            sending.start(path.socket(), timeline, nic(), rttNanos());
        }
        tickSoon();
    }

    @Override
    public void stop(Failure cause) {
        if (closed || stopCause != null) {
            return;
        }
        stopCause = cause;
        if (sending != null) {
            sending.stop(cause);
        }
        if (receiving != null) {
            receiving.stop(cause, context.clock().nanoTime());
        }
        tickSoon();
    }

    /** Sends a control PDU to the proven peer. */
    void send(ControlPdu pdu) {
        if (path.isProven() && !closed) {
            path.send(pdu);
        }
    }

    /** What is written to the path's socket is cut into datagrams of so many octets from now on. */
    void cutsInto(int octets) {
        path.cutsInto(octets);
    }

    /** Smallest round trip known: the handshake's before load flows. */
    long rttNanos() {
        return sending != null && sending.rttNanos() > 0 ? sending.rttNanos() : path.rttNanos();
    }

    @Override
    public void tickSoon() {
        ticks.in(0);
    }

    /** Why datagrams of this size do not leave. */
    Failure tooLarge() {
        return path.tooLarge();
    }

    /** Counters of the NIC that the socket's traffic takes. */
    NicCounters nic() {
        return context.session().nicOf(path.localAddress());
    }

    @Override
    public boolean received(UdpPort from, int octets, InetSocketAddress source) {
        ByteBuffer buffer = context.loop().input.octets();
        long nowNanos = context.clock().nanoTime();
        int pdus = 0;
        for (int at = 0; at < octets && path.isThrough(from); pdus++) {
            int length = Pdu.length(buffer, at, octets - at);
            if (length == 0) {
                break;
            }
            if (Pdu.type(buffer, at) != Pdu.LOAD) {
                Optional<ControlPdu> pdu = codec.decode(buffer, at, length);
                if (pdu.isPresent() && pdu.get().stream() == context.stream().index()) {
                    control(pdu.get(), source, nowNanos);
                }
            } else if (receiving != null && path.isProven()) {
                receiving.load(buffer, at, length, nowNanos);
            }
            at += length;
        }
        return pdus > 1;
    }

    @Override
    public void behind() {
        if (receiving != null && path.isProven()) {
            receiving.behind(context.clock().nanoTime());
        }
    }

    @Override
    public void readsOnTimer() {
        if (!timerTold) {
            timerTold = true;
            context.session()
                    .warning(
                            "arrivals_on_timer",
                            "datagrams arrive too fast to wake up for each and are read every 100 to 300 us: jitter"
                                    + " and delay variation are no more exact than that");
        }
    }

    @Override
    public void provenAgain(UdpSocket socket) {
        heardNanos = context.clock().nanoTime();
        if (sending != null) {
            sending.use(socket, () -> {});
        }
    }

    @Override
    public void letGo(Runnable then) {
        if (receiving != null) {
            receiving.use(null);
        }
        if (sending == null) {
            then.run();
        } else {
            sending.use(null, then);
        }
    }

    @Override
    public void receivesFrom(UdpSocket socket) {
        if (receiving != null) {
            receiving.use(socket);
        }
    }

    @Override
    public void failed(Failure why) {
        context.session().failed(why);
        shut();
    }

    @Override
    public void abandon() {
        shut();
    }

    private void control(ControlPdu pdu, InetSocketAddress source, long nowNanos) {
        if (pdu instanceof ControlPdu.Handshake) {
            path.handshake(pdu, source, nowNanos);
            return;
        }
        heardNanos = nowNanos;
        path.heard();
        if (pdu instanceof ControlPdu.Feedback feedback && sending != null) {
            sending.feedback(feedback, nowNanos);
        } else if (pdu instanceof ControlPdu.End end && receiving != null) {
            receiving.end(end, nowNanos);
        } else if (pdu instanceof ControlPdu.Probe probe && receiving != null) {
            receiving.probe(probe, nowNanos);
        }
    }

    private void tickAndSchedule() {
        if (!closed) {
            long delayNanos = tick(context.clock().nanoTime());
            if (!closed && !ticks.isArmed()) {
                ticks.in(Math.max(MIN_TICK_NANOS, delayNanos));
            }
        }
    }

    private long tick(long nowNanos) {
        long delayNanos = path.isAsking() ? HANDSHAKE_TICK_NANOS : tickNanos;
        path.tick(nowNanos);
        if (closed || path.waitsForFirstProof()) {
            return delayNanos;
        }
        if (receiving != null) {
            delayNanos = Math.min(delayNanos, receiving.tick(nowNanos));
        }
        if (sending != null) {
            sending.tick(nowNanos);
            delayNanos = sending.hasEnded() ? Math.min(delayNanos, END_TICK_NANOS) : delayNanos;
        }
        if ((sending == null || sending.isDone()) && (receiving == null || receiving.isDone())) {
            shut();
        } else if (started && isSilent(nowNanos)) {
            path.silent(nowNanos);
        }
        return delayNanos;
    }

    private boolean isSilent(long nowNanos) {
        long lastNanos = receiving == null ? heardNanos : Math.max(heardNanos, receiving.lastLoadNanos());
        return stopCause == null && nowNanos - lastNanos >= TimeUnit.MILLISECONDS.toNanos(PROVE_AGAIN_MILLIS);
    }

    private void shut() {
        if (!closed) {
            closed = true;
            ticks.off();
            path.shut();
            context.session().streamClosed();
        }
    }
}
