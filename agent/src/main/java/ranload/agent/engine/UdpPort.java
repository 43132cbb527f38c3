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
import java.util.function.Consumer;
import ranload.agent.net.SocketTuning;
import ranload.time.NanoClock;

/**
 * A UDP socket on an event loop, read when it becomes readable or, when datagrams come too fast for that, on a timer.
 * Confined to its event loop, but that a pacer's thread may write to {@link #socket} until it has been told not to.
 */
final class UdpPort implements EpollIoHandle {
    private static final int READS_PER_EVENT = 64;
    private static final int READS_PER_LOOK = 512;

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
    private final LinuxSocket socket;
    private final Owner owner;
    private final ReadingMode mode = new ReadingMode();
    private final LoopAlarm looks;
    private IoRegistration registration;
    private boolean connected;
    private boolean closed;

    /** A port for a bound socket, which it will close. */
    UdpPort(EngineLoop loop, NanoClock clock, LinuxSocket socket, Owner owner) {
        this.loop = loop;
        this.clock = clock;
        this.socket = socket;
        this.owner = owner;
        this.looks = new LoopAlarm(loop, clock, this::look);
        SocketTuning.coalesceReceives(socket);
    }

    LinuxSocket socket() {
        return socket;
    }

    InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    /** From here on the kernel takes datagrams of this peer only. */
    void connect(InetSocketAddress peer) throws IOException {
        socket.connect(peer);
        connected = true;
    }

    /** Begins to read. Not called when the port is closed by then. */
    void register(Runnable ready, Consumer<Throwable> refused) {
        loop.loop().register(this).addListener(done -> {
            if (!done.isSuccess()) {
                refused.accept(done.cause());
                return;
            }
            registration = (IoRegistration) done.getNow();
            if (closed) {
                registration.cancel();
            } else {
                registration.submit(EpollIoOps.EPOLLIN);
                ready.run();
            }
        });
    }

    /** Sends so many octets of the loop's output buffer to the peer. */
    void send(int octets) throws IOException {
        socket.sendAddress(loop.outputAddress, 0, octets);
    }

    /** The same to an address, from a socket that is not connected. */
    void sendTo(InetSocketAddress target, int octets) throws IOException {
        socket.sendToAddress(loop.outputAddress, 0, octets, target.getAddress(), target.getPort());
    }

    void shut() {
        if (!closed) {
            closed = true;
            looks.off();
            if (registration != null) {
                registration.cancel();
            }
            SocketTuning.closeQuietly(socket);
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration readable, IoEvent event) {
        int reads = read(READS_PER_EVENT);
        if (reads == READS_PER_EVENT && !closed) {
            owner.behind();
        }
        if (reads > 0 && !closed && mode.isOnTimer()) {
            registration.submit(EpollIoOps.NONE);
            owner.readsOnTimer();
            looks.in(mode.intervalNanos());
        }
    }

    /** The loop ends. */
    @Override
    public void close() {
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
            registration.submit(EpollIoOps.EPOLLIN);
        }
    }

    /** Reads what is there, at most so often, and says how often. */
    private int read(int most) {
        boolean onTimer = mode.isOnTimer();
        boolean coalesced = false;
        int reads = 0;
        while (reads < most && !closed) {
            int octets;
            InetSocketAddress source = null;
            try {
                if (connected) {
                    // Less than 0 is an empty datagram: read, and nothing in it.
                    octets = socket.recvAddress(loop.inputAddress, 0, EngineLoop.DATAGRAM_READ_OCTETS);
                    if (octets == 0) {
                        break;
                    }
                } else {
                    DatagramSocketAddress from =
                            socket.recvFromAddress(loop.inputAddress, 0, EngineLoop.DATAGRAM_READ_OCTETS);
                    if (from == null) {
                        break;
                    }
                    source = from;
                    octets = from.receivedAmount();
                }
                coalesced |= octets > 0 && owner.received(this, octets, source);
            } catch (IOException icmpError) {
                // An earlier datagram was refused on the way; consent and the handshake's bound deal with it.
            }
            reads++;
        }
        if (reads > 0 && !onTimer && !coalesced) {
            mode.woke(clock.nanoTime());
        }
        return reads;
    }
}
