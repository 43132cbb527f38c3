package ranload.agent.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import ranload.agent.net.LoadSocket;
import ranload.agent.net.UdpSocket;
import ranload.time.NanoClock;

/**
 * A UDP socket on an event loop, read when it becomes readable or, when datagrams come too fast for that and timers are
 * fine enough, on a timer. Confined to its event loop, but that a pacer's thread may write to {@link #socket} until it
 * has been told not to.
 */
final class UdpPort implements LoadSocket.Listener {
    private static final int READS_PER_EVENT = 64;
    private static final int READS_PER_LOOK = 512;

    /** A socket that has been quiet for this long holds one datagram when it wakes its reader; epoll tells of another. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** What has been read, on the port's loop. */
    interface Owner {
        /**
         * One or more datagrams lie in the loop's input buffer.
         *
         * @param source where they come from; null when the socket is connected and it can only be the peer
         * @return true when there was more than one
         */
        boolean received(UdpPort port, int octets, InetSocketAddress source);

        /** A whole round of reads has left more to read. */
        void behind();

        /** From now on the arrival of a datagram is known to {@link ReadingMode#LONGEST_NANOS} only. */
        void readsOnTimer();
    }

    private final EngineLoop loop;
    private final NanoClock clock;
    private final UdpSocket socket;
    private final Owner owner;
    private final ReadingMode mode = new ReadingMode();
    private final LoopAlarm looks;
    private boolean closed;
    private long wokeNanos;

    /** A port for a bound socket, which it will close. */
    UdpPort(EngineLoop loop, NanoClock clock, UdpSocket socket, Owner owner) {
        this.loop = loop;
        this.clock = clock;
        this.socket = socket;
        this.owner = owner;
        this.looks = new LoopAlarm(loop, clock, this::look);
        socket.coalesceReceives();
    }

    UdpSocket socket() {
        return socket;
    }

    InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    /** From here on the kernel takes datagrams of this peer only. */
    void connect(InetSocketAddress peer) throws IOException {
        socket.connect(peer);
    }

    /** Begins to read. Not called when the port is closed by then. */
    void register(Runnable ready, Consumer<Throwable> refused) {
        socket.want(true, false);
        socket.register(loop.loop(), this, ready, refused);
    }

    /** Sends so many octets of the loop's output buffer to the peer. */
    void send(int octets) throws IOException {
        socket.send(loop.output, octets);
    }

    /** The same to an address, from a socket that is not connected. */
    void sendTo(InetSocketAddress target, int octets) throws IOException {
        socket.sendTo(target, loop.output, octets);
    }

    void shut() {
        if (!closed) {
            closed = true;
            looks.off();
            socket.shut();
        }
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        long nowNanos = clock.nanoTime();
        boolean wasQuiet = nowNanos - wokeNanos >= QUIET_NANOS;
        wokeNanos = nowNanos;
        int reads = read(wasQuiet ? 1 : READS_PER_EVENT);
        if (reads == READS_PER_EVENT && !closed) {
            owner.behind();
        }
        if (reads > 0 && !closed && mode.isOnTimer()) {
            socket.want(false, false);
            owner.readsOnTimer();
            looks.in(mode.intervalNanos());
        }
    }

    @Override
    public void loopEnds() {
        shut();
    }

    private void look() {
        int reads = read(READS_PER_LOOK);
        if (closed) {
            return;
        }
        mode.looked(reads, clock.nanoTime());
        if (mode.isOnTimer()) {
            looks.in(reads == READS_PER_LOOK ? 0 : mode.intervalNanos());
            if (reads == READS_PER_LOOK) {
                owner.behind();
            }
        } else {
            socket.want(true, false);
        }
    }

    /** Reads what is there, at most so often, and says how often. */
    private int read(int most) {
        boolean onTimer = mode.isOnTimer();
        boolean coalesced = false;
        int reads = 0;
        while (reads < most && !closed) {
            try {
                int octets = socket.receive(loop.input, EngineLoop.DATAGRAM_READ_OCTETS);
                if (octets == 0) {
                    break;
                }
                coalesced |= octets > 0 && owner.received(this, octets, socket.source());
            } catch (IOException icmpError) {
                // An earlier datagram was refused on the way; consent and the handshake's bound deal with it.
            }
            reads++;
        }
        if (reads > 0 && !onTimer && !coalesced && loop.sockets().hasFineTimers()) {
            mode.woke(wokeNanos);
        }
        return reads;
    }
}
