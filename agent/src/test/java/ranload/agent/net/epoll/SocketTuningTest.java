package ranload.agent.net.epoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Options whose numbers the kernel alone can confirm. */
class SocketTuningTest {
    private static final int SOL_TCP = 6;
    private static final int TCP_WINDOW_CLAMP = 10;

    @Test
    void theKernelTakesTheWindowLimitAndLetsItBeLifted() throws IOException {
        Epoll.ensureAvailability();
        Socket socket = Socket.newSocketStream();
        try {
            SocketTuning.tcpWindowLimit(socket, 256 << 10);
            assertThat(socket.getIntOpt(SOL_TCP, TCP_WINDOW_CLAMP)).isEqualTo(256 << 10);
            SocketTuning.tcpWindowLimit(socket, Integer.MAX_VALUE);
            assertThat(socket.getIntOpt(SOL_TCP, TCP_WINDOW_CLAMP)).isEqualTo(Integer.MAX_VALUE);
        } finally {
            socket.close();
        }
    }
}
