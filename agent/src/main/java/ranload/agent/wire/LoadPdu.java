package ranload.agent.wire;

import java.nio.ByteBuffer;
import ranload.session.SessionId;

/**
 * The load PDU (PROTOCOL.md section 5), read and written in place: nothing is allocated.
 *
 * <pre>
 *  0 header    16 u64 tag    24 u64 sequence number    32 u64 nanoseconds since the stream's start    40 padding
 * </pre>
 */
public final class LoadPdu {
    /** Octets before the padding; no load PDU is shorter. */
    public static final int HEADER_OCTETS = 40;

    private static final int TAG = 16;
    private static final int SEQUENCE = 24;
    private static final int SENT = 32;

    private LoadPdu() {}

    /** Writes what is the same in every load PDU of a stream. */
    public static void putFixed(ByteBuffer buffer, int at, int octets, int stream, SessionId session, long tag) {
        Pdu.putHeader(buffer, at, Pdu.LOAD, octets, 0, stream, session);
        buffer.putLong(at + TAG, tag);
    }

    /** Writes what differs. */
    public static void putVarying(ByteBuffer buffer, int at, long sequence, long sentNanos) {
        buffer.putLong(at + SEQUENCE, sequence);
        buffer.putLong(at + SENT, sentNanos);
    }

    public static long tag(ByteBuffer buffer, int at) {
        return buffer.getLong(at + TAG);
    }

    public static long sequence(ByteBuffer buffer, int at) {
        return buffer.getLong(at + SEQUENCE);
    }

    /** Nanoseconds from the stream's start at the sender to the sending. */
    public static long sentNanos(ByteBuffer buffer, int at) {
        return buffer.getLong(at + SENT);
    }
}
