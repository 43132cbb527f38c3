package ranload.agent.net.epoll;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DatagramSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.UdpSocket;

/** A UDP socket through native calls. As confined as {@link UdpSocket} says. */
final class EpollUdp extends EpollSocket implements UdpSocket {
    private final LinuxSocket socket;
    private final boolean ipv6;
    private SocketTuning.ReceiveQueue queue;
    private InetSocketAddress source;
    private boolean connected;

    EpollUdp(LinuxSocket socket, boolean ipv6) {
        super(socket);
        this.socket = socket;
        this.ipv6 = ipv6;
    }

    @Override
    public void connect(InetSocketAddress peer) throws IOException {
        socket.connect(peer);
        connected = true;
        source = null;
    }

    @Override
    public int send(LoadBuffer buffer, int octets) throws IOException {
        return socket.sendAddress(buffer.address(), 0, octets);
    }

    @Override
    public void sendTo(InetSocketAddress target, LoadBuffer buffer, int octets) throws IOException {
        socket.sendToAddress(buffer.address(), 0, octets, target.getAddress(), target.getPort());
    }

    @Override
    public int receive(LoadBuffer buffer, int most) throws IOException {
        if (connected) {
            // Less than 0 is an empty datagram: read, and nothing in it.
            return socket.recvAddress(buffer.address(), 0, most);
        }
        DatagramSocketAddress from = socket.recvFromAddress(buffer.address(), 0, most);
        source = from;
        if (from == null) {
            return 0;
        }
        return from.receivedAmount() == 0 ? EMPTY : from.receivedAmount();
    }

    @Override
    public InetSocketAddress source() {
        return source;
    }

    @Override
    public boolean segmentSends(int datagramOctets) {
        return SocketTuning.segmentSends(socket, datagramOctets);
    }

    @Override
    public boolean coalesceReceives() {
        return SocketTuning.coalesceReceives(socket);
    }

    @Override
    public int receiveBufferOctets() throws IOException {
        return SocketTuning.receiveBuffer(socket);
    }

    @Override
    public int drops() {
        return queue().drops(socket);
    }

    @Override
    public int bufferFillPercent() {
        return queue().fillPercent(socket);
    }

    private SocketTuning.ReceiveQueue queue() {
        if (queue == null) {
            queue = new SocketTuning.ReceiveQueue();
        }
        return queue;
    }

    @Override
    public int pathMtu() {
        return SocketTuning.pathMtu(socket, ipv6);
    }
}
