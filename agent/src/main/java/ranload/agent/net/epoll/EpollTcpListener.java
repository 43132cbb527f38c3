package ranload.agent.net.epoll;

import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;

/** A listening TCP socket through native calls. Confined to its event loop. */
final class EpollTcpListener extends EpollSocket implements TcpListener {
    private static final int LONGEST_SOCKADDR = 26;

    private final LinuxSocket socket;
    private final byte[] peerAddress = new byte[LONGEST_SOCKADDR];

    EpollTcpListener(LinuxSocket socket) {
        super(socket);
        this.socket = socket;
    }

    @Override
    public TcpSocket accept() throws IOException {
        int descriptor = socket.accept(peerAddress);
        return descriptor < 0 ? null : new EpollTcp(new Socket(descriptor));
    }
}
