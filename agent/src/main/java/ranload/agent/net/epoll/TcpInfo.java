package ranload.agent.net.epoll;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import ranload.agent.net.TcpFigures;

/** Reads the kernel's {@code struct tcp_info} of a connection. Confined to one thread: it has a buffer. */
final class TcpInfo implements TcpFigures {
    private static final int SOL_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int OCTETS = 152;
    private static final int SND_MSS = 16;
    private static final int UNACKED = 24;
    private static final int LAST_ACK_RECEIVED = 56;
    private static final int RTT = 68;
    private static final int SND_CWND = 80;
    private static final int RECEIVER_RTT = 92;
    private static final int TOTAL_RETRANS = 100;
    private static final int LEAST_RTT = 148;
    private static final int NO_RTT = -1;

    private final Socket socket;
    private final ByteBuffer info = ByteBuffer.allocateDirect(OCTETS).order(ByteOrder.nativeOrder());

    TcpInfo(Socket socket) {
        this.socket = socket;
    }

    @Override
    public boolean read() {
        try {
            info.clear();
            SocketTuning.getRaw(socket, SOL_TCP, TCP_INFO, info);
        } catch (IOException connectionIsGone) {
            // What was read last is the last that could be known.
        }
        return true;
    }

    @Override
    public int totalRetransmits() {
        return info.getInt(TOTAL_RETRANS);
    }

    @Override
    public long rttMicros() {
        return Integer.toUnsignedLong(info.getInt(RTT));
    }

    @Override
    public long leastRttMicros() {
        int micros = info.getInt(LEAST_RTT);
        return micros == NO_RTT ? 0 : Integer.toUnsignedLong(micros);
    }

    @Override
    public long receiverRttMicros() {
        return Integer.toUnsignedLong(info.getInt(RECEIVER_RTT));
    }

    @Override
    public long congestionWindowOctets() {
        return Integer.toUnsignedLong(info.getInt(SND_CWND)) * Integer.toUnsignedLong(info.getInt(SND_MSS));
    }

    @Override
    public int unacknowledged() {
        return info.getInt(UNACKED);
    }

    @Override
    public long sinceLastAckMillis() {
        return Integer.toUnsignedLong(info.getInt(LAST_ACK_RECEIVED));
    }
}
