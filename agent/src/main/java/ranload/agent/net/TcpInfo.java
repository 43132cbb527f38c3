package ranload.agent.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the kernel's {@code struct tcp_info} of a connection. Confined to one thread: it has a buffer. */
public final class TcpInfo {
    private static final int SOL_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int OCTETS = 104;
    private static final int SND_MSS = 16;
    private static final int UNACKED = 24;
    private static final int LAST_ACK_RECEIVED = 56;
    private static final int RTT = 68;
    private static final int SND_CWND = 80;
    private static final int TOTAL_RETRANS = 100;

    private final ByteBuffer info = ByteBuffer.allocateDirect(OCTETS).order(ByteOrder.nativeOrder());

    /** Reads the figures as they are now; when that fails the ones read before stay. */
    public void read(Socket socket) {
        try {
            info.clear();
            SocketTuning.getRaw(socket, SOL_TCP, TCP_INFO, info);
        } catch (IOException connectionIsGone) {
            // What was read last is the last that could be known.
        }
    }

    /** Segments sent again since the connection began. */
    public int totalRetransmits() {
        return info.getInt(TOTAL_RETRANS);
    }

    /** Smoothed round-trip time, 0 before the first measurement. */
    public long rttMicros() {
        return Integer.toUnsignedLong(info.getInt(RTT));
    }

    /** What may be in flight, in octets. */
    public long congestionWindowOctets() {
        return Integer.toUnsignedLong(info.getInt(SND_CWND)) * Integer.toUnsignedLong(info.getInt(SND_MSS));
    }

    /** Segments in flight. */
    public int unacknowledged() {
        return info.getInt(UNACKED);
    }

    /** Time since the peer's last acknowledgement. */
    public long sinceLastAckMillis() {
        return Integer.toUnsignedLong(info.getInt(LAST_ACK_RECEIVED));
    }
}
