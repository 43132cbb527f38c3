package ranload.agent.engine;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DatagramSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.Errno;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.NicCounters;
import ranload.agent.net.SocketTuning;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.FarProof;
import ranload.agent.wire.NearProof;
import ranload.agent.wire.Nonce;
import ranload.agent.wire.Pdu;
import ranload.session.Failure;
import ranload.session.Side;

/**
 * One UDP stream at one end: its socket, its handshake, and the halves that send and receive. Confined to its event
 * loop; the pacer's thread writes to the socket while a sender runs, and the socket is closed only after that has ended.
 *
 * <p>Liveness: a tick at least every 200 ms moves everything on; the handshake, the halves and the session's grant are
 * each bounded in time.
 */
final class UdpStream implements LoadStream, EpollIoHandle {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long END_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long HANDSHAKE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int READS_PER_EVENT = 64;
    private static final int READS_PER_LOOK = 512;

    private final StreamContext context;
    private final ControlCodec codec;
    private final ReadingMode readingMode = new ReadingMode();
    private final LoopAlarm ticks;
    private final LoopAlarm looks;
    private final FarProof far;
    private NearProof near;
    private LinuxSocket socket;
    private IoRegistration registration;
    private boolean proven;
    private UdpSending sending;
    private UdpReceiving receiving;
    private Failure stopCause;
    private boolean closed;
    private boolean coalesced;
    private boolean timerTold;

    UdpStream(StreamContext context) {
        this.context = context;
        this.ticks = new LoopAlarm(context.loop(), context.clock(), this::tickAndSchedule);
        this.looks = new LoopAlarm(context.loop(), context.clock(), this::look);
        this.codec = context.keys().codec(context.spec().side());
        this.far = context.spec().side() == Side.FAR
                ? new FarProof(
                        context.stream().index(),
                        context.random(),
                        context.clock().nanoTime())
                : null;
    }

    @Override
    public void open() {
        try {
            socket = LoadSockets.udp(context.session().place(context.stream()));
            if (far == null) {
                socket.connect(context.session().peer(context.stream()));
            }
            SocketTuning.coalesceReceives(socket);
        } catch (IOException e) {
            fail(Failure.of(
                    "peer_not_proven", "the far agent at " + peerText() + " cannot be reached: " + e.getMessage()));
            return;
        } catch (RuntimeException e) {
            fail(Failure.from(e));
            return;
        }
        sending = context.sends() == null ? null : new UdpSending(context, context.sends(), this);
        receiving = context.receives() == null ? null : new UdpReceiving(context, context.receives(), this, socket);
        context.loop().loop().register(this).addListener(done -> {
            if (done.isSuccess()) {
                registered((IoRegistration) done.getNow());
            } else {
                fail(Failure.of("socket_failed", "the event loop refused a socket: " + done.cause()));
            }
        });
    }

    private void registered(IoRegistration newRegistration) {
        registration = newRegistration;
        if (closed) {
            registration.cancel();
            return;
        }
        registration.submit(EpollIoOps.EPOLLIN);
        if (far == null) {
            near = new NearProof(
                    context.stream().index(),
                    context.stream().datagramOctets(),
                    Nonce.random(context.random()),
                    context.clock().nanoTime());
        } else {
            opened(0);
        }
        tickSoon();
    }

    private void opened(long rttNanos) {
        InetSocketAddress local = socket.localAddress();
        context.session()
                .opened(new OpenedStream(
                        context.stream().index(),
                        IpAddresses.text(local.getAddress()),
                        local.getPort(),
                        TimeUnit.NANOSECONDS.toMicros(rttNanos)));
    }

    @Override
    public void start(Timeline timeline) {
        if (closed || stopCause != null) {
            return;
        }
        if (!proven) {
            stop(Failure.of("peer_not_proven", "no near agent has shown itself; no load was sent"));
            return;
        }
        if (receiving != null) {
            receiving.start(timeline);
        }
        if (sending != null) {
            sending.start(socket, timeline, nic(), rttNanos());
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
        if (proven && !closed) {
            write(pdu);
        }
    }

    /** Smallest round trip known: the handshake's before load flows. */
    long rttNanos() {
        if (sending != null && sending.rttNanos() > 0) {
            return sending.rttNanos();
        }
        return near == null ? 0 : near.rttNanos();
    }

    /** Ticks as soon as possible; the tick that was due is replaced. */
    void tickSoon() {
        ticks.in(0);
    }

    /** Why datagrams of this size do not leave. */
    Failure tooLarge() {
        int mtu = SocketTuning.pathMtu(socket, context.spec().ipv6());
        int headers = context.spec().ipv6() ? 48 : 28;
        return new Failure(
                "datagram_too_large",
                "datagrams of " + context.stream().datagramOctets() + " octets do not fit the path's MTU of " + mtu
                        + " octets and are not fragmented; at most " + Math.max(0, mtu - headers) + " octets fit",
                "datagram_size");
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration readable, IoEvent event) {
        coalesced = false;
        if (read(READS_PER_EVENT) > 0 && !coalesced) {
            readingMode.woke(context.clock().nanoTime());
        }
        if (readingMode.isOnTimer() && !closed) {
            registration.submit(EpollIoOps.NONE);
            tellOfTimer();
            looks.in(ReadingMode.TIMER_NANOS);
        }
    }

    private void tellOfTimer() {
        if (!timerTold) {
            timerTold = true;
            context.session()
                    .warning(
                            "arrivals_on_timer",
                            "datagrams arrive too fast to wake up for each and are read every 100 us: jitter and delay"
                                    + " variation are right to 100 us");
        }
    }

    private void look() {
        if (closed) {
            return;
        }
        int reads = read(READS_PER_LOOK);
        readingMode.looked(reads, context.clock().nanoTime());
        if (closed) {
            return;
        }
        if (readingMode.isOnTimer()) {
            looks.in(reads == READS_PER_LOOK ? 0 : ReadingMode.TIMER_NANOS);
        } else {
            registration.submit(EpollIoOps.EPOLLIN);
        }
    }

    /** Reads what is there, at most so often, and says how often. */
    private int read(int most) {
        int reads = 0;
        while (reads < most && !closed && read()) {
            reads++;
        }
        return reads;
    }

    /** Reads once; false when there is nothing to read. */
    private boolean read() {
        try {
            return (far != null && far.peer() == null) ? readFromAnybody() : readFromPeer();
        } catch (IOException icmpError) {
            // An earlier datagram was refused on the way; consent and the handshake's bound deal with it.
            return true;
        }
    }

    private boolean readFromAnybody() throws IOException {
        EngineLoop loop = context.loop();
        DatagramSocketAddress source = socket.recvFromAddress(loop.inputAddress, 0, EngineLoop.DATAGRAM_READ_OCTETS);
        if (source != null) {
            parse(loop.input, source.receivedAmount(), source);
        }
        return source != null;
    }

    private boolean readFromPeer() throws IOException {
        EngineLoop loop = context.loop();
        int octets = socket.recvAddress(loop.inputAddress, 0, EngineLoop.DATAGRAM_READ_OCTETS);
        // Less than 0 is an empty datagram: read, and nothing in it.
        parse(loop.input, octets, far == null ? null : far.peer());
        return octets != 0;
    }

    private void parse(ByteBuffer buffer, int octets, InetSocketAddress source) {
        long nowNanos = context.clock().nanoTime();
        for (int at = 0; at < octets; ) {
            int length = Pdu.length(buffer, at, octets - at);
            if (length == 0) {
                return;
            }
            if (Pdu.type(buffer, at) == Pdu.LOAD) {
                if (proven && receiving != null) {
                    receiving.load(buffer, at, length, nowNanos);
                }
            } else {
                Optional<ControlPdu> pdu = codec.decode(buffer, at, length);
                if (pdu.isPresent() && pdu.get().stream() == context.stream().index()) {
                    control(pdu.get(), source, nowNanos);
                }
            }
            at += length;
            coalesced |= at < octets;
        }
    }

    private void control(ControlPdu pdu, InetSocketAddress source, long nowNanos) {
        if (pdu instanceof ControlPdu.Handshake) {
            if (far != null) {
                far.received(pdu, source, nowNanos).ifPresent(reply -> replyTo(source, reply));
            } else if (near != null && !proven) {
                near.received(pdu, nowNanos);
                tickSoon();
            }
        } else if (pdu instanceof ControlPdu.Feedback feedback && sending != null) {
            sending.feedback(feedback, nowNanos);
        } else if (pdu instanceof ControlPdu.End end && receiving != null) {
            receiving.end(end, nowNanos);
        } else if (pdu instanceof ControlPdu.Probe probe && receiving != null) {
            receiving.probe(probe, nowNanos);
        }
    }

    private void replyTo(InetSocketAddress source, ControlPdu reply) {
        try {
            if (far.peer() != null && !proven) {
                // From here on the kernel drops what others send.
                socket.connect(source);
                proven = true;
            }
            if (proven) {
                write(reply);
            } else {
                int octets = codec.encode(reply, context.loop().output);
                socket.sendToAddress(context.loop().outputAddress, 0, octets, source.getAddress(), source.getPort());
            }
        } catch (IOException refused) {
            // As if lost on the way: the near side asks again.
        }
    }

    private void write(ControlPdu pdu) {
        int octets = codec.encode(pdu, context.loop().output);
        try {
            socket.sendAddress(context.loop().outputAddress, 0, octets);
        } catch (IOException e) {
            if (Errno.of(e) == Errno.EMSGSIZE && pdu instanceof ControlPdu.Handshake) {
                context.session().failed(tooLarge());
            }
        }
    }

    private void tickAndSchedule() {
        if (!closed) {
            long delayNanos = tick(context.clock().nanoTime());
            if (!closed && !ticks.isArmed()) {
                ticks.in(Math.min(delayNanos, TICK_NANOS));
            }
        }
    }

    private long tick(long nowNanos) {
        if (near != null && !proven) {
            shakeHands(nowNanos);
            return HANDSHAKE_TICK_NANOS;
        }
        long delayNanos = TICK_NANOS;
        if (receiving != null) {
            delayNanos = receiving.tick(nowNanos);
        }
        if (sending != null) {
            sending.tick(nowNanos);
            delayNanos = sending.hasEnded() ? Math.min(delayNanos, END_TICK_NANOS) : delayNanos;
        }
        if ((sending == null || sending.isDone()) && (receiving == null || receiving.isDone())) {
            shut();
        }
        return delayNanos;
    }

    private void shakeHands(long nowNanos) {
        if (near.isProven()) {
            proven = true;
            opened(near.rttNanos());
        } else if (near.isOver(nowNanos)) {
            fail(Failure.of(
                    "peer_not_proven",
                    "no far agent answered at " + peerText() + " over UDP within 5 s: it is not there, a firewall is in"
                            + " between, or datagrams of " + context.stream().datagramOctets()
                            + " octets do not pass; no load was sent"));
        } else {
            near.due(nowNanos).ifPresent(this::write);
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
        if (closed) {
            return;
        }
        closed = true;
        ticks.off();
        looks.off();
        if (registration != null) {
            registration.cancel();
        }
        if (socket != null) {
            SocketTuning.closeQuietly(socket);
        }
        context.session().streamClosed();
    }

    /** The loop ends. */
    @Override
    public void close() {
        shut();
    }

    /** Counters of the NIC that the socket's traffic takes. */
    NicCounters nic() {
        return context.session().nicOf(socket.localAddress().getAddress());
    }

    private String peerText() {
        return context.spec().peerAddress() + " port " + context.stream().farPort();
    }
}
