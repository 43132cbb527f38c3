package ranload.agent.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import ranload.session.Direction;
import ranload.session.SessionId;
import ranload.session.Side;

/** The keys of one session, derived from its secret (PROTOCOL.md section 3). Immutable. */
public final class SessionKeys {
    private static final int KEY_OCTETS = 32;

    private final SessionId session;
    private final byte[] secret;

    /** Keys of a session from the secret that both agents were given; the secret is copied. */
    public SessionKeys(SessionId session, byte[] secret) {
        this.session = session;
        this.secret = secret.clone();
    }

    /** What reads and writes control PDUs at this end. Not thread-safe: one for each owner. */
    public ControlCodec codec(Side side) {
        Side peer = side == Side.NEAR ? Side.FAR : Side.NEAR;
        return new ControlCodec(session, derive(side.code(), KEY_OCTETS), derive(peer.code(), KEY_OCTETS));
    }

    /** The tag that every load PDU of one direction of one stream carries. */
    public long loadTag(Direction direction, int stream) {
        return ByteBuffer.wrap(derive("tag " + direction.code() + " " + stream, Long.BYTES))
                .getLong();
    }

    private byte[] derive(String label, int octets) {
        byte[] salt = ByteBuffer.allocate(Long.BYTES).putLong(session.value()).array();
        return Hkdf.derive(secret, salt, ("ranload/1 " + label).getBytes(StandardCharsets.UTF_8), octets);
    }
}
