package ranload.agent.engine;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.TcpFigures;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;
import ranload.agent.net.UdpSocket;
import ranload.agent.net.epoll.EpollSockets;

/** Real sockets, of which some calls fail as they do on a host that is short of something. Thread-safe. */
final class FaultySockets implements LoadSockets {
    private final LoadSockets real = new EpollSockets();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Queue<Long> refusedAtNanos = new ConcurrentLinkedQueue<>();
    private volatile boolean blind;

    /** So many times, what waits cannot be accepted and goes on waiting. */
    void refuseToAccept(int times) {
        refusals.set(times);
    }

    /** When each of them was tried, by {@link System#nanoTime}. */
    List<Long> refusedAtNanos() {
        return List.copyOf(refusedAtNanos);
    }

    /** From now on a connected socket's figures cannot be had, by an error that nobody declares. */
    void hideFigures() {
        blind = true;
    }

    @Override
    public String io() {
        return real.io();
    }

    @Override
    public Optional<String> shortcomings() {
        return real.shortcomings();
    }

    @Override
    public IoHandlerFactory handlers() {
        return real.handlers();
    }

    @Override
    public boolean hasFineTimers() {
        return real.hasFineTimers();
    }

    @Override
    public LoadBuffer buffer(int octets) {
        return real.buffer(octets);
    }

    @Override
    public int largestReceiveBufferOctets() {
        return real.largestReceiveBufferOctets();
    }

    @Override
    public UdpSocket udp(Place place) {
        return real.udp(place);
    }

    @Override
    public TcpSocket tcp(Place place) {
        return new Connected(real.tcp(place));
    }

    @Override
    public TcpListener tcpListener(Place place, int backlog) {
        return new Listening(real.tcpListener(place, backlog));
    }

    private final class Listening implements TcpListener {
        private final TcpListener listener;

        Listening(TcpListener listener) {
            this.listener = listener;
        }

        @Override
        public TcpSocket accept() throws IOException {
            if (refusals.get() > 0) {
                refusals.decrementAndGet();
                refusedAtNanos.add(System.nanoTime());
                throw new IOException("accept(..) failed with error(-24): Too many open files");
            }
            return listener.accept();
        }

        @Override
        public InetSocketAddress localAddress() {
            return listener.localAddress();
        }

        @Override
        public void register(IoEventLoop loop, Listener told, Runnable registered, Consumer<Throwable> failed) {
            listener.register(loop, told, registered, failed);
        }

        @Override
        public void want(boolean reading, boolean writing) {
            listener.want(reading, writing);
        }

        @Override
        public void unregister() {
            listener.unregister();
        }

        @Override
        public void shut() {
            listener.shut();
        }
    }

    private final class Connected implements TcpSocket {
        private final TcpSocket socket;

        Connected(TcpSocket socket) {
            this.socket = socket;
        }

        @Override
        public TcpFigures figures() {
            if (blind) {
                throw new IllegalStateException("no figures to be had");
            }
            return socket.figures();
        }

        @Override
        public void connect(InetSocketAddress peer) throws IOException {
            socket.connect(peer);
        }

        @Override
        public boolean finishConnect() throws IOException {
            return socket.finishConnect();
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return socket.remoteAddress();
        }

        @Override
        public int send(LoadBuffer buffer, int octets) throws IOException {
            return socket.send(buffer, octets);
        }

        @Override
        public int receive(LoadBuffer buffer, int from, int to) throws IOException {
            return socket.receive(buffer, from, to);
        }

        @Override
        public void endOutput() throws IOException {
            socket.endOutput();
        }

        @Override
        public void resetOnClose() throws IOException {
            socket.resetOnClose();
        }

        @Override
        public void userTimeout(int millis) throws IOException {
            socket.userTimeout(millis);
        }

        @Override
        public void unsentLimit(int octets) throws IOException {
            socket.unsentLimit(octets);
        }

        @Override
        public void receiveRoom(int octets) {
            socket.receiveRoom(octets);
        }

        @Override
        public boolean maxPacingRate(long octetsPerSecond) {
            return socket.maxPacingRate(octetsPerSecond);
        }

        @Override
        public InetSocketAddress localAddress() {
            return socket.localAddress();
        }

        @Override
        public void register(IoEventLoop loop, Listener told, Runnable registered, Consumer<Throwable> failed) {
            socket.register(loop, told, registered, failed);
        }

        @Override
        public void want(boolean reading, boolean writing) {
            socket.want(reading, writing);
        }

        @Override
        public void unregister() {
            socket.unregister();
        }

        @Override
        public void shut() {
            socket.shut();
        }
    }
}
