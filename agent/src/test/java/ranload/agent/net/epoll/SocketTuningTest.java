package ranload.agent.net.epoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Options and figures whose numbers the kernel alone can confirm. */
class SocketTuningTest {
    @Test
    void theKernelTakesTheReceiveRoomAndLetsItBeChanged() throws IOException {
        Epoll.ensureAvailability();
        Socket socket = Socket.newSocketStream();
        try {
            SocketTuning.receiveRoom(socket, 128 << 10);
            assertThat(SocketTuning.receiveBuffer(socket)).isEqualTo(128 << 10);
            SocketTuning.receiveRoom(socket, 64 << 10);
            assertThat(SocketTuning.receiveBuffer(socket)).isEqualTo(64 << 10);
        } finally {
            socket.close();
        }
    }

    @Test
    void aConnectionOnThisHostHasAShortRoundTrip() throws IOException {
        Epoll.ensureAvailability();
        Socket socket = Socket.newSocketStream();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpInfo info = new TcpInfo(socket);
            info.read();
            assertThat(info.leastRttMicros()).isZero();

            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
            info.read();
            assertThat(info.leastRttMicros()).isBetween(1L, info.rttMicros());
        } finally {
            socket.close();
        }
    }
}
