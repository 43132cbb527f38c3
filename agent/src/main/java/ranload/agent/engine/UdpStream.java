package ranload.agent.engine;

import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.Errno;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.NicCatalogue;
import ranload.agent.net.NicCounters;
import ranload.agent.net.SocketTuning;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.Pdu;
import ranload.session.Failure;

/**
 * One UDP stream at one end: its port, its handshake, and the halves that send and receive. A peer that is silent for
 * {@value #PROVE_AGAIN_MILLIS} ms has to prove itself again, and may come back from another address. Confined to its
 * event loop; the pacer's thread writes to the port's socket while a sender uses it, and no socket is closed before.
 *
 * <p>Liveness: a tick as often as feedback is due, at least every 400 ms, moves everything on; the first handshake, the halves and the session's grant
 * are each bounded in time.
 */
final class UdpStream implements LoadStream, UdpPort.Owner {
    private static final long REPLACE_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long END_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long HANDSHAKE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Later than a sender pauses, so that nothing is sent by what is replaced. */
    private static final long PROVE_AGAIN_MILLIS = 4_000;

    private final StreamContext context;
    private final ControlCodec codec;
    private final UdpProof proof;
    private final LoopAlarm ticks;
    private final long tickNanos;
    private UdpPort port;
    private InetSocketAddress peer;
    private LoadSockets.Place place;
    private UdpSending sending;
    private UdpReceiving receiving;
    private Failure stopCause;
    private long heardNanos;
    private boolean started;
    private boolean replacing;
    private boolean everProven;

    private boolean closed;
    private boolean timerTold;

    UdpStream(StreamContext context) {
        this.context = context;
        this.codec = context.keys().codec(context.spec().side());
        this.proof = new UdpProof(context);
        this.tickNanos = UdpReceiving.feedbackNanos(context);
        this.ticks = new LoopAlarm(context.loop(), context.clock(), this::tickAndSchedule);
    }

    @Override
    public void open() {
        try {
            place = context.session().place(context.stream());
            port = newPort();
        } catch (IOException e) {
            fail(Failure.of(
                    "peer_not_proven", "the far agent at " + peerText() + " cannot be reached: " + e.getMessage()));
            return;
        } catch (RuntimeException e) {
            fail(Failure.from(e));
            return;
        }
        place = place.at(port.localAddress());
        sending = context.sends() == null ? null : new UdpSending(context, context.sends(), this);
        receiving =
                context.receives() == null ? null : new UdpReceiving(context, context.receives(), this, port.socket());
        port.register(
                () -> {
                    if (!proof.isNear()) {
                        opened();
                    }
                    tickSoon();
                },
                cause -> fail(Failure.of("socket_failed", "the event loop refused a socket: " + cause)));
    }

    private UdpPort newPort() throws IOException {
        LinuxSocket socket = LoadSockets.udp(place);
        UdpPort opened = new UdpPort(context.loop(), context.clock(), socket, this);
        if (proof.isNear()) {
            try {
                opened.connect(context.session().peer(context.stream()));
            } catch (IOException e) {
                opened.shut();
                throw e;
            }
        }
        return opened;
    }

    private void opened() {
        context.session()
                .opened(new OpenedStream(
                        context.stream().index(),
                        IpAddresses.text(place.address()),
                        place.port(),
                        TimeUnit.NANOSECONDS.toMicros(proof.rttNanos())));
    }

    @Override
    public void start(Timeline timeline) {
        if (closed || stopCause != null) {
            return;
        }
        if (!proof.isProven()) {
            stop(Failure.of("peer_not_proven", "no near agent has shown itself; no load was sent"));
            return;
        }
        started = true;
        heardNanos = timeline.startNanos();
        if (receiving != null) {
            receiving.start(timeline);
        }
        if (sending != null) {
            sending.start(port.socket(), timeline, nic(), rttNanos());
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

    /** Sends a control PDU to the proven peer; one that the stack refuses is as one lost on the way. */
    void send(ControlPdu pdu) {
        if (proof.isProven() && !closed) {
            write(pdu);
        }
    }

    /** Smallest round trip known: the handshake's before load flows. */
    long rttNanos() {
        return sending != null && sending.rttNanos() > 0 ? sending.rttNanos() : proof.rttNanos();
    }

    /** Ticks as soon as possible. */
    void tickSoon() {
        ticks.in(0);
    }

    /** Why datagrams of this size do not leave. */
    Failure tooLarge() {
        int mtu = port == null
                ? 0
                : SocketTuning.pathMtu(port.socket(), context.spec().ipv6());
        int headers = context.spec().ipv6() ? 48 : 28;
        return new Failure(
                "datagram_too_large",
                "datagrams of " + context.stream().datagramOctets() + " octets do not fit the path's MTU of " + mtu
                        + " octets and are not fragmented; at most " + Math.max(0, mtu - headers) + " octets fit",
                "datagram_size");
    }

    @Override
    public boolean received(UdpPort from, int octets, InetSocketAddress source) {
        ByteBuffer buffer = context.loop().input;
        long nowNanos = context.clock().nanoTime();
        int pdus = 0;
        for (int at = 0; at < octets && from == port; pdus++) {
            int length = Pdu.length(buffer, at, octets - at);
            if (length == 0) {
                break;
            }
            if (Pdu.type(buffer, at) != Pdu.LOAD) {
                Optional<ControlPdu> pdu = codec.decode(buffer, at, length);
                if (pdu.isPresent() && pdu.get().stream() == context.stream().index()) {
                    control(pdu.get(), source, nowNanos);
                }
            } else if (receiving != null && proof.isProven()) {
                receiving.load(buffer, at, length, nowNanos);
            }
            at += length;
        }
        return pdus > 1;
    }

    @Override
    public void readsOnTimer() {
        if (!timerTold) {
            timerTold = true;
            context.session()
                    .warning(
                            "arrivals_on_timer",
                            "datagrams arrive too fast to wake up for each and are read every 100 us: jitter and delay"
                                    + " variation are right to 100 us");
        }
    }

    private void control(ControlPdu pdu, InetSocketAddress source, long nowNanos) {
        if (pdu instanceof ControlPdu.Handshake) {
            InetSocketAddress from = source == null ? peer : source;
            boolean asked = proof.isAsking();
            proof.received(pdu, from, nowNanos).ifPresent(reply -> replyTo(from, reply));
            if (asked && !proof.isAsking()) {
                provenNow();
            }
            tickSoon();
            return;
        }
        heardNanos = nowNanos;
        proof.heard();
        if (pdu instanceof ControlPdu.Feedback feedback && sending != null) {
            sending.feedback(feedback, nowNanos);
        } else if (pdu instanceof ControlPdu.End end && receiving != null) {
            receiving.end(end, nowNanos);
        } else if (pdu instanceof ControlPdu.Probe probe && receiving != null) {
            receiving.probe(probe, nowNanos);
        }
    }

    private void replyTo(InetSocketAddress source, ControlPdu reply) {
        try {
            if (proof.newPeer() != null) {
                port.connect(source);
                peer = source;
                proof.connected();
                provenNow();
            }
            if (proof.isProven()) {
                write(reply);
            } else {
                port.sendTo(source, codec.encode(reply, context.loop().output));
            }
        } catch (IOException refused) {
            // As if lost on the way: the near side asks again.
        }
    }

    private void write(ControlPdu pdu) {
        try {
            port.send(codec.encode(pdu, context.loop().output));
        } catch (IOException e) {
            if (Errno.of(e) == Errno.EMSGSIZE && pdu instanceof ControlPdu.Handshake && !everProven) {
                context.session().failed(tooLarge());
            }
        }
    }

    private void tickAndSchedule() {
        if (!closed) {
            long delayNanos = tick(context.clock().nanoTime());
            if (!closed && !ticks.isArmed()) {
                ticks.in(delayNanos);
            }
        }
    }

    private long tick(long nowNanos) {
        long delayNanos = tickNanos;
        if (proof.isAsking() && !replacing) {
            shakeHands(nowNanos);
            delayNanos = HANDSHAKE_TICK_NANOS;
        }
        if (closed || (!everProven && proof.isNear())) {
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
        } else if (started && proof.isProven() && !proof.isAsking() && isSilent(nowNanos)) {
            proveAgain(nowNanos);
        }
        return delayNanos;
    }

    private void shakeHands(long nowNanos) {
        if (!proof.isOver(nowNanos)) {
            proof.due(nowNanos).ifPresent(this::write);
        } else if (everProven) {
            proveAgain(nowNanos);
        } else {
            fail(Failure.of(
                    "peer_not_proven",
                    "no far agent answered at " + peerText() + " over UDP within 5 s: it is not there, a firewall is in"
                            + " between, or datagrams of " + context.stream().datagramOctets()
                            + " octets do not pass; no load was sent"));
        }
    }

    private void provenNow() {
        if (!everProven) {
            everProven = true;
            if (proof.isNear()) {
                opened();
            }
            return;
        }
        heardNanos = context.clock().nanoTime();
        useSocket(port.socket(), () -> {});
        context.session().warning("path_proven_again", "the silent peer has proven itself again: " + pathText());
    }

    private boolean isSilent(long nowNanos) {
        long lastNanos = receiving == null ? heardNanos : Math.max(heardNanos, receiving.lastLoadNanos());
        return stopCause == null && nowNanos - lastNanos >= TimeUnit.MILLISECONDS.toNanos(PROVE_AGAIN_MILLIS);
    }

    /**
     * The peer is asked to prove itself anew. The near side does so from the address that its NIC has now; the far side
     * takes a new port of the same number, since a connected one would not hear the peer from another address.
     */
    private void proveAgain(long nowNanos) {
        if (!proof.isNear()) {
            proof.again(nowNanos);
            replacePort(place.address());
            return;
        }
        InetAddress now = NicCatalogue.currentAddress(context.session().nicName(), place.address());
        if (now != null && !now.equals(place.address())) {
            proof.again(nowNanos);
            replacePort(now);
        } else {
            proof.ask(nowNanos);
        }
    }

    private void replacePort(InetAddress address) {
        UdpPort old = port;
        replacing = true;
        useSocket(null, () -> {
            old.shut();
            if (!closed) {
                openAgain(address);
            }
        });
    }

    private void openAgain(InetAddress address) {
        try {
            place = place.at(new InetSocketAddress(address, place.port()));
            port = newPort();
        } catch (IOException | RuntimeException e) {
            // The address may be gone again, or not usable yet.
            context.loop().after(REPLACE_AGAIN_NANOS, () -> {
                if (!closed) {
                    openAgain(address);
                }
            });
            return;
        }
        if (receiving != null) {
            receiving.use(port.socket());
        }
        port.register(
                () -> {
                    replacing = false;
                    tickSoon();
                },
                cause -> fail(Failure.of("socket_failed", "the event loop refused a socket: " + cause)));
    }

    private void useSocket(LinuxSocket socket, Runnable then) {
        if (socket == null && receiving != null) {
            receiving.use(null);
        }
        if (sending == null) {
            then.run();
        } else {
            sending.use(socket, then);
        }
    }

    private void fail(Failure failure) {
        context.session().failed(failure);
        shut();
    }

    @Override
    public void abandon() {
        shut();
    }

    private void shut() {
        if (!closed) {
            closed = true;
            ticks.off();
            if (port != null) {
                port.shut();
            }
            context.session().streamClosed();
        }
    }

    /** Counters of the NIC that the socket's traffic takes. */
    NicCounters nic() {
        return context.session().nicOf(place.address());
    }

    private String pathText() {
        String far = proof.isNear() ? peerText() : IpAddresses.text(peer.getAddress()) + " port " + peer.getPort();
        return "from " + IpAddresses.text(place.address()) + " port " + place.port() + " to " + far;
    }

    private String peerText() {
        return context.spec().peerAddress() + " port " + context.stream().farPort();
    }
}
