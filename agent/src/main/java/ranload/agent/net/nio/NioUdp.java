package ranload.agent.net.nio;

import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.NicCatalogue;
import ranload.agent.net.UdpSocket;

/** A UDP socket through Java alone. As confined as {@link UdpSocket} says. */
final class NioUdp extends NioSocket<DatagramChannel> implements UdpSocket {
    private final DatagramChannel channel;
    private final String nic;
    private InetSocketAddress source;
    private boolean connected;

    /** @param nic that what it sends has to leave over; null for any */
    NioUdp(DatagramChannel channel, String nic) throws IOException {
        super(channel);
        this.channel = channel;
        this.nic = nic;
    }

    @Override
    NioIoOps ops(boolean toRead, boolean toWrite) {
        if (toRead) {
            return toWrite ? NioIoOps.READ_AND_WRITE : NioIoOps.READ;
        }
        return toWrite ? NioIoOps.WRITE : NioIoOps.NONE;
    }

    @Override
    public void connect(InetSocketAddress peer) throws IOException {
        NicRoute.require(nic, peer);
        channel.connect(peer);
        connected = true;
        source = null;
    }

    @Override
    public int send(LoadBuffer buffer, int octets) throws IOException {
        return channel.write(buffer.window(0, octets));
    }

    @Override
    public void sendTo(InetSocketAddress target, LoadBuffer buffer, int octets) throws IOException {
        channel.send(buffer.window(0, octets), target);
    }

    /** An empty datagram from the peer looks as if nothing were there; what is behind it is told of again. */
    @Override
    public int receive(LoadBuffer buffer, int most) throws IOException {
        ByteBuffer window = buffer.window(0, most);
        if (connected) {
            return channel.read(window);
        }
        source = (InetSocketAddress) channel.receive(window);
        if (source == null) {
            return 0;
        }
        return window.position() == 0 ? EMPTY : window.position();
    }

    @Override
    public InetSocketAddress source() {
        return source;
    }

    @Override
    public boolean segmentSends(int datagramOctets) {
        return false;
    }

    @Override
    public boolean coalesceReceives() {
        return false;
    }

    @Override
    public int receiveBufferOctets() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public int drops() {
        return 0;
    }

    @Override
    public int bufferFillPercent() {
        return 0;
    }

    @Override
    public int pathMtu() {
        return NicCatalogue.mtuOf(localAddress().getAddress());
    }
}
