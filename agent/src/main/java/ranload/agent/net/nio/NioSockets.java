package ranload.agent.net.nio;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;
import ranload.agent.net.UdpSocket;

/** Sockets of Java's own. Thread-safe. */
public final class NioSockets implements LoadSockets {
    private final String why;

    /** @param why native ones are not used, for people */
    public NioSockets(String why) {
        this.why = why;
    }

    @Override
    public String io() {
        return "nio";
    }

    @Override
    public Optional<String> shortcomings() {
        return Optional.of("sockets are driven by Java (NIO), not by native epoll: " + why
                + "; rates are lower, drops of the receive buffer count as losses of the path, of TCP neither retransmits nor"
                + " round trip nor window are known (0) and what it holds unsent is bounded by the kernel alone, a NIC is"
                + " bound by its address and the route, datagrams above the path's MTU may be fragmented, and a far end's"
                + " first TCP acknowledgements have TOS 0");
    }

    @Override
    public IoHandlerFactory handlers() {
        return NioIoHandler.newFactory();
    }

    /** The selector waits for whole milliseconds. */
    @Override
    public boolean hasFineTimers() {
        return false;
    }

    @Override
    public LoadBuffer buffer(int octets) {
        return new LoadBuffer(ByteBuffer.allocateDirect(octets), 0);
    }

    @Override
    public int largestReceiveBufferOctets() {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, WANTED_BUFFER_OCTETS);
            return channel.getOption(StandardSocketOptions.SO_RCVBUF);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public UdpSocket udp(Place place) {
        return opened(place, DatagramChannel::open, channel -> {
            channel.setOption(StandardSocketOptions.IP_TOS, place.tos());
            forbidFragments(channel);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, WANTED_BUFFER_OCTETS);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_OCTETS);
            channel.bind(local(place));
            return new NioUdp(channel, place.nic());
        });
    }

    @Override
    public TcpSocket tcp(Place place) {
        return opened(place, SocketChannel::open, channel -> {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            tune(channel, place.tos());
            channel.bind(local(place));
            return new NioTcp(channel, place.nic());
        });
    }

    @Override
    public TcpListener tcpListener(Place place, int backlog) {
        return opened(place, ServerSocketChannel::open, channel -> {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(local(place), backlog);
            return new NioTcpListener(channel, place);
        });
    }

    /** What a connection's socket needs, made or accepted. */
    static void tune(SocketChannel channel, int tos) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.IP_TOS, tos);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Closes; a failure to close leaves nothing to do. */
    static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException nothingLeftToDo) {
            // The channel is gone either way.
        }
    }

    private static InetSocketAddress local(Place place) {
        return new InetSocketAddress(NicRoute.source(place), place.port());
    }

    /** From Java 19 on there is an option for it. */
    private static void forbidFragments(DatagramChannel channel) throws IOException {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals("IP_DONTFRAGMENT")) {
                set(channel, option, true);
            }
        }
    }

    private static <T> void set(DatagramChannel channel, SocketOption<T> option, Object value) throws IOException {
        channel.setOption(option, option.type().cast(value));
    }

    private static <C extends SelectableChannel, S> S opened(Place place, Opening<C> opening, Tuning<C, S> tuning) {
        C channel = null;
        try {
            channel = opening.open(place.ipv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            return tuning.apply(channel);
        } catch (IOException e) {
            closeUnlessNull(channel);
            throw place.refused(e).asException();
        } catch (RuntimeException e) {
            closeUnlessNull(channel);
            throw e;
        }
    }

    private static void closeUnlessNull(Closeable channel) {
        if (channel != null) {
            closeQuietly(channel);
        }
    }

    /** Makes a channel of one kind. */
    @FunctionalInterface
    private interface Opening<C> {
        C open(ProtocolFamily family) throws IOException;
    }

    /** Makes a socket of a channel that is fit to be used. */
    @FunctionalInterface
    private interface Tuning<C, S> {
        S apply(C channel) throws IOException;
    }
}
