package ranload.agent.engine;

import java.util.List;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;

/**
 * All that an engine needs to know of one session.
 *
 * @param session its name
 * @param side which end this engine is
 * @param sessionKey secret octets, at least 16, the same at both ends; the engine keeps a copy until the session closes
 * @param nic device to bind to, null for none
 * @param localAddress textual address to bind to, null for any address of the family
 * @param peerAddress textual address of the far end; null on the far side, which learns its peer by the handshake
 * @param ipv6 address family of the load
 * @param streams at least one; on the near side with {@code farPort} filled in
 * @param loadSeconds time that load flows, at least 1 s
 * @param grantTtlNanos load stops this long after the last renewal, at first after the prepare
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; octets are what the key derivation takes
public record SessionSpec(
        SessionId session,
        Side side,
        byte[] sessionKey,
        String nic,
        String localAddress,
        String peerAddress,
        boolean ipv6,
        List<StreamSpec> streams,
        int loadSeconds,
        long grantTtlNanos) {
    public SessionSpec {
        sessionKey = sessionKey.clone();
        streams = List.copyOf(streams);
        if (streams.isEmpty() || loadSeconds < 1) {
            throw new IllegalArgumentException("a session needs a stream and at least 1 s of load");
        }
    }

    /** Everything but the key. */
    @Override
    public String toString() {
        return "SessionSpec[session=" + session + ", side=" + side + ", nic=" + nic + ", localAddress=" + localAddress
                + ", peerAddress=" + peerAddress + ", streams=" + streams + "]";
    }
}
