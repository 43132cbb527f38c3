package ranload.agent.net.nio;

import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.TcpFigures;
import ranload.agent.net.TcpSocket;

/** A TCP socket through Java alone. Confined to its event loop. */
final class NioTcp extends NioSocket<SocketChannel> implements TcpSocket {
    private final SocketChannel channel;
    private final String nic;

    /** @param nic that what it sends has to leave over; null for any */
    NioTcp(SocketChannel channel, String nic) throws IOException {
        super(channel);
        this.channel = channel;
        this.nic = nic;
    }

    @Override
    NioIoOps ops(boolean toRead, boolean toWrite) {
        if (!channel.isConnected()) {
            return toWrite ? NioIoOps.CONNECT : NioIoOps.NONE;
        }
        if (toRead) {
            return toWrite ? NioIoOps.READ_AND_WRITE : NioIoOps.READ;
        }
        return toWrite ? NioIoOps.WRITE : NioIoOps.NONE;
    }

    @Override
    public void connect(InetSocketAddress peer) throws IOException {
        NicRoute.require(nic, peer);
        channel.connect(peer);
    }

    @Override
    public boolean finishConnect() throws IOException {
        boolean finished = channel.finishConnect();
        if (finished) {
            submit();
        }
        return finished;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) channel.socket().getRemoteSocketAddress();
    }

    @Override
    public int send(LoadBuffer buffer, int octets) throws IOException {
        return channel.write(buffer.window(0, octets));
    }

    @Override
    public int receive(LoadBuffer buffer, int from, int to) throws IOException {
        return channel.read(buffer.window(from, to));
    }

    @Override
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void resetOnClose() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }

    @Override
    public void userTimeout(int millis) {
        // Not to be had; a peer that is gone is given up by its silence.
    }

    @Override
    public void unsentLimit(int octets) {
        // Not to be had: a smaller send buffer would bound what is in flight too, and with it the rate.
    }

    @Override
    public void receiveRoom(int octets) {
        // Not to be had; a receiver that cannot keep up then reads what has left the processor's caches.
    }

    @Override
    public boolean maxPacingRate(long octetsPerSecond) {
        return false;
    }

    @Override
    public TcpFigures figures() {
        return TcpFigures.NONE;
    }
}
