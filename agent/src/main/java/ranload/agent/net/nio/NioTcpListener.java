package ranload.agent.net.nio;

import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import ranload.agent.net.LoadSockets.Place;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;
import ranload.session.FailureException;

/** A listening TCP socket through Java alone. Confined to its event loop. */
final class NioTcpListener extends NioSocket<ServerSocketChannel> implements TcpListener {
    private final ServerSocketChannel channel;
    private final Place place;

    NioTcpListener(ServerSocketChannel channel, Place place) throws IOException {
        super(channel);
        this.channel = channel;
        this.place = place;
    }

    @Override
    NioIoOps ops(boolean toRead, boolean toWrite) {
        return toRead ? NioIoOps.ACCEPT : NioIoOps.NONE;
    }

    @Override
    public TcpSocket accept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return null;
        }
        try {
            NicRoute.require(place.nic(), (InetSocketAddress) accepted.getRemoteAddress());
            NioSockets.tune(accepted, place.tos());
            return new NioTcp(accepted, place.nic());
        } catch (FailureException overAnotherNic) {
            NioSockets.closeQuietly(accepted);
            throw new IOException(overAnotherNic.failure().message(), overAnotherNic);
        } catch (IOException | RuntimeException e) {
            NioSockets.closeQuietly(accepted);
            throw e;
        }
    }
}
