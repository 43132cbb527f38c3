package ranload.agent.net.epoll;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.TcpFigures;
import ranload.agent.net.TcpSocket;

/** A TCP socket through native calls. Confined to its event loop. */
final class EpollTcp extends EpollSocket implements TcpSocket {
    private final Socket socket;

    EpollTcp(Socket socket) {
        super(socket);
        this.socket = socket;
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
        return socket.sendAddress(buffer.address(), 0, octets);
    }

    @Override
    public int receive(LoadBuffer buffer, int from, int to) throws IOException {
        return socket.recvAddress(buffer.address(), from, to);
    }

    @Override
    public void endOutput() throws IOException {
        socket.shutdown(false, true);
    }

    @Override
    public void resetOnClose() throws IOException {
        SocketTuning.tcpResetOnClose(socket);
    }

    @Override
    public void userTimeout(int millis) throws IOException {
        SocketTuning.tcpUserTimeout(socket, millis);
    }

    @Override
    public void unsentLimit(int octets) throws IOException {
        SocketTuning.tcpUnsentLimit(socket, octets);
    }

    @Override
    public void receiveRoom(int octets) {
        try {
            SocketTuning.receiveRoom(socket, octets);
        } catch (IOException connectionIsGone) {
            // The next read tells.
        }
    }

    @Override
    public boolean maxPacingRate(long octetsPerSecond) {
        return SocketTuning.maxPacingRate(socket, octetsPerSecond);
    }

    @Override
    public TcpFigures figures() {
        return new TcpInfo(socket);
    }
}
