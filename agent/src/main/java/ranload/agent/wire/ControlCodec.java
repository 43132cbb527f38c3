package ranload.agent.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import ranload.session.SessionId;

/**
 * Control PDUs to octets and back (PROTOCOL.md sections 4 and 6). The MAC at octets 16 to 31 covers all others.
 * Confined to its owner's thread.
 *
 * <pre>
 *  handshake   32 nonce (16)    48 cookie (24)    72 padding of zeros
 *  FEEDBACK    32 u32 number    36 u32 hold in microseconds    40 u64 next sequence    48 u64 octets    56 u64 echo
 *  END         32 u32 number    36 zero                        40 u64 packets          48 u64 octets    56 u64 time
 *  PROBE       32 u32 number    36 zero                        40 zero                 48 zero          56 u64 time
 * </pre>
 */
public final class ControlCodec {
    /** Length of FEEDBACK, END and PROBE. A write of it is never segmented: segments are at least as long. */
    public static final int CONTROL_OCTETS = 64;

    private static final int MAC = 16;
    private static final int MAC_OCTETS = 16;
    private static final int BODY = 32;
    private static final int PART_OCTETS = 128;
    private static final int FLAG = 1;
    private static final int UNWANTED = 2;
    private static final int BEHIND = 4;
    private static final long MAX_HOLD = 0xFFFF_FFFFL;

    private final SessionId session;
    private final Mac ours;
    private final Mac theirs;
    private final byte[] part = new byte[PART_OCTETS];
    private final byte[] macSeen = new byte[MAC_OCTETS];

    ControlCodec(SessionId session, byte[] ourKey, byte[] theirKey) {
        this.session = session;
        this.ours = Hkdf.mac(ourKey);
        this.theirs = Hkdf.mac(theirKey);
    }

    /**
     * Writes a PDU at the start of the buffer.
     *
     * @param buffer with room for it
     * @return its length in octets
     */
    public int encode(ControlPdu pdu, ByteBuffer buffer) {
        int octets = pdu instanceof ControlPdu.Handshake handshake ? handshake.octets() : CONTROL_OCTETS;
        for (int at = MAC; at < octets; at++) {
            buffer.put(at, (byte) 0);
        }
        if (pdu instanceof ControlPdu.Handshake handshake) {
            Pdu.putHeader(buffer, 0, handshake.type(), octets, 0, pdu.stream(), session);
            putHandshake(buffer, handshake);
        } else if (pdu instanceof ControlPdu.Feedback feedback) {
            int flags =
                    flag(feedback.endSeen()) | (feedback.unwanted() ? UNWANTED : 0) | (feedback.behind() ? BEHIND : 0);
            Pdu.putHeader(buffer, 0, Pdu.FEEDBACK, octets, flags, pdu.stream(), session);
            long hold = Math.min(feedback.holdMicros(), MAX_HOLD);
            putBody(buffer, feedback.number(), hold, feedback.nextSequence(), feedback.octets(), feedback.echoNanos());
        } else if (pdu instanceof ControlPdu.End end) {
            Pdu.putHeader(buffer, 0, Pdu.END, octets, flag(end.asPlanned()), pdu.stream(), session);
            putBody(buffer, end.number(), 0, end.packets(), end.octets(), end.atNanos());
        } else if (pdu instanceof ControlPdu.Probe probe) {
            Pdu.putHeader(buffer, 0, Pdu.PROBE, octets, 0, pdu.stream(), session);
            putBody(buffer, probe.number(), 0, 0, 0, probe.sentNanos());
        }
        byte[] mac = macOf(ours, buffer, 0, octets);
        for (int i = 0; i < MAC_OCTETS; i++) {
            buffer.put(MAC + i, mac[i]);
        }
        return octets;
    }

    /**
     * The PDU at this place, if the peer of this session made it.
     *
     * @param octets length of the PDU, as {@link Pdu#length} gave it
     */
    public Optional<ControlPdu> decode(ByteBuffer buffer, int at, int octets) {
        if (octets < CONTROL_OCTETS || Pdu.session(buffer, at) != session.value()) {
            return Optional.empty();
        }
        for (int i = 0; i < MAC_OCTETS; i++) {
            macSeen[i] = buffer.get(at + MAC + i);
        }
        byte[] mac = Arrays.copyOf(macOf(theirs, buffer, at, octets), MAC_OCTETS);
        if (!MessageDigest.isEqual(mac, macSeen)) {
            return Optional.empty();
        }
        return Optional.ofNullable(read(buffer, at, octets));
    }

    private static ControlPdu read(ByteBuffer buffer, int at, int octets) {
        int type = Pdu.type(buffer, at);
        int stream = Pdu.stream(buffer, at);
        int body = at + BODY;
        int flags = Pdu.flags(buffer, at);
        return switch (type) {
            case Pdu.HELLO, Pdu.CHALLENGE, Pdu.ANSWER, Pdu.READY ->
                octets < ControlPdu.Handshake.BARE_OCTETS ? null : handshake(type, stream, buffer, body, octets);
            case Pdu.FEEDBACK ->
                new ControlPdu.Feedback(
                        stream,
                        (flags & FLAG) != 0,
                        (flags & UNWANTED) != 0,
                        (flags & BEHIND) != 0,
                        buffer.getInt(body),
                        Integer.toUnsignedLong(buffer.getInt(body + 4)),
                        buffer.getLong(body + 8),
                        buffer.getLong(body + 16),
                        buffer.getLong(body + 24));
            case Pdu.END ->
                new ControlPdu.End(
                        stream,
                        (flags & FLAG) != 0,
                        buffer.getInt(body),
                        buffer.getLong(body + 8),
                        buffer.getLong(body + 16),
                        buffer.getLong(body + 24));
            case Pdu.PROBE -> new ControlPdu.Probe(stream, buffer.getInt(body), buffer.getLong(body + 24));
            default -> null;
        };
    }

    private static ControlPdu handshake(int type, int stream, ByteBuffer buffer, int body, int octets) {
        Nonce nonce = new Nonce(buffer.getLong(body), buffer.getLong(body + 8));
        Cookie cookie = new Cookie(buffer.getLong(body + 16), buffer.getLong(body + 24), buffer.getLong(body + 32));
        return new ControlPdu.Handshake(type, stream, nonce, cookie, octets);
    }

    private static void putHandshake(ByteBuffer buffer, ControlPdu.Handshake handshake) {
        buffer.putLong(BODY, handshake.nonce().high());
        buffer.putLong(BODY + 8, handshake.nonce().low());
        buffer.putLong(BODY + 16, handshake.cookie().period());
        buffer.putLong(BODY + 24, handshake.cookie().high());
        buffer.putLong(BODY + 32, handshake.cookie().low());
    }

    private static void putBody(ByteBuffer buffer, int number, long hold, long first, long second, long third) {
        buffer.putInt(BODY, number);
        buffer.putInt(BODY + 4, (int) hold);
        buffer.putLong(BODY + 8, first);
        buffer.putLong(BODY + 16, second);
        buffer.putLong(BODY + 24, third);
    }

    private static int flag(boolean set) {
        return set ? FLAG : 0;
    }

    private byte[] macOf(Mac mac, ByteBuffer buffer, int at, int octets) {
        update(mac, buffer, at, MAC);
        update(mac, buffer, at + MAC + MAC_OCTETS, octets - MAC - MAC_OCTETS);
        return mac.doFinal();
    }

    /** In small parts: an array for the longest PDU would be most of what a session costs. */
    private void update(Mac mac, ByteBuffer buffer, int at, int octets) {
        for (int done = 0; done < octets; done += PART_OCTETS) {
            int length = Math.min(PART_OCTETS, octets - done);
            buffer.get(at + done, part, 0, length);
            mac.update(part, 0, length);
        }
    }
}
