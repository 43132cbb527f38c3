package ranload.agent.wire;

import java.nio.ByteBuffer;
import ranload.session.SessionId;

/**
 * The header that every PDU begins with (PROTOCOL.md section 2). All integers are big-endian.
 *
 * <pre>
 *  0 u16 type    2 u16 length of the PDU in octets    4 u8 version    5 u8 flags    6 u16 stream    8 u64 session
 * </pre>
 */
public final class Pdu {
    public static final int VERSION = 1;

    public static final int HELLO = 0x7FE1;
    public static final int CHALLENGE = 0x7FE2;
    public static final int ANSWER = 0x7FE3;
    public static final int READY = 0x7FE4;
    public static final int LOAD = 0x7FE5;
    public static final int FEEDBACK = 0x7FE6;
    public static final int END = 0x7FE7;
    public static final int PROBE = 0x7FE8;

    /** Octets of the header. */
    public static final int HEADER_OCTETS = 16;

    private static final int TYPE = 0;
    private static final int LENGTH = 2;
    private static final int VERSION_AT = 4;
    private static final int FLAGS = 5;
    private static final int STREAM = 6;
    private static final int SESSION = 8;

    private Pdu() {}

    /** Writes a header. */
    static void putHeader(ByteBuffer buffer, int at, int type, int octets, int flags, int stream, SessionId session) {
        buffer.putShort(at + TYPE, (short) type);
        buffer.putShort(at + LENGTH, (short) octets);
        buffer.put(at + VERSION_AT, (byte) VERSION);
        buffer.put(at + FLAGS, (byte) flags);
        buffer.putShort(at + STREAM, (short) stream);
        buffer.putLong(at + SESSION, session.value());
    }

    /**
     * Length of the PDU at {@code at}, checked against what was received.
     *
     * @param available octets received from {@code at} on
     * @return 0 when what is there is no PDU of ours
     */
    public static int length(ByteBuffer buffer, int at, int available) {
        if (available < LoadPdu.HEADER_OCTETS || buffer.get(at + VERSION_AT) != VERSION) {
            return 0;
        }
        int length = Short.toUnsignedInt(buffer.getShort(at + LENGTH));
        return length < LoadPdu.HEADER_OCTETS || length > available ? 0 : length;
    }

    /** Type of the PDU at {@code at}. */
    public static int type(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at + TYPE));
    }

    static int flags(ByteBuffer buffer, int at) {
        return Byte.toUnsignedInt(buffer.get(at + FLAGS));
    }

    static int stream(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at + STREAM));
    }

    static long session(ByteBuffer buffer, int at) {
        return buffer.getLong(at + SESSION);
    }
}
