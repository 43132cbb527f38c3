package ranload.agent.net.epoll;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;
import ranload.agent.net.UdpSocket;

/** Native sockets. To be used only where {@link io.netty.channel.epoll.Epoll#isAvailable}. Thread-safe. */
public final class EpollSockets implements LoadSockets {
    @Override
    public String io() {
        return "epoll";
    }

    @Override
    public Optional<String> shortcomings() {
        return Optional.empty();
    }

    @Override
    public IoHandlerFactory handlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public boolean hasFineTimers() {
        return true;
    }

    @Override
    public LoadBuffer buffer(int octets) {
        ByteBuffer direct = ByteBuffer.allocateDirect(octets);
        return new LoadBuffer(direct, Buffer.memoryAddress(direct));
    }

    @Override
    public int largestReceiveBufferOctets() {
        LinuxSocket socket = LinuxSocket.newSocketDgram(false);
        try {
            return SocketTuning.largestReceiveBuffer(socket);
        } catch (IOException e) {
            return 0;
        } finally {
            SocketTuning.closeQuietly(socket);
        }
    }

    @Override
    public UdpSocket udp(Place place) {
        return new EpollUdp(
                open(LinuxSocket.newSocketDgram(place.ipv6()), place, socket -> {
                    SocketTuning.forbidFragments(socket, place.ipv6());
                    SocketTuning.largestReceiveBuffer(socket);
                    SocketTuning.sendBuffer(socket, SEND_BUFFER_OCTETS);
                    bind(socket, place);
                }),
                place.ipv6());
    }

    @Override
    public TcpSocket tcp(Place place) {
        return new EpollTcp(open(LinuxSocket.newSocketStream(place.ipv6()), place, socket -> {
            SocketTuning.tcpDefaults(socket);
            bind(socket, place);
        }));
    }

    @Override
    public TcpListener tcpListener(Place place, int backlog) {
        return new EpollTcpListener(open(LinuxSocket.newSocketStream(place.ipv6()), place, socket -> {
            SocketTuning.tcpDefaults(socket);
            bind(socket, place);
            socket.listen(backlog);
        }));
    }

    private static LinuxSocket open(LinuxSocket socket, Place place, Opening opening) {
        try {
            if (place.ipv6()) {
                SocketTuning.onlyIpv6(socket);
            }
            if (place.nic() != null) {
                SocketTuning.bindToNic(socket, place.nic());
            }
            SocketTuning.setTos(socket, place.ipv6(), place.tos());
            opening.apply(socket);
            return socket;
        } catch (IOException e) {
            SocketTuning.closeQuietly(socket);
            throw place.refused(e).asException();
        } catch (RuntimeException e) {
            SocketTuning.closeQuietly(socket);
            throw e;
        }
    }

    private static void bind(LinuxSocket socket, Place place) throws IOException {
        socket.bind(new InetSocketAddress(place.address(), place.port()));
    }

    /** What makes a socket of one kind fit to be used. */
    @FunctionalInterface
    private interface Opening {
        void apply(LinuxSocket socket) throws IOException;
    }
}
