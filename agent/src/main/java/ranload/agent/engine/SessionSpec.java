package ranload.agent.engine;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
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
 * @param peers where the near end may be, as far as the owner of a far host cares; asked on the load's own threads, for
 *     each datagram that begins a handshake
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
        Predicate<InetAddress> peers,
        long grantTtlNanos) {
    public SessionSpec {
        sessionKey = sessionKey.clone();
        streams = List.copyOf(streams);
        if (streams.isEmpty() || loadSeconds < 1) {
            throw new IllegalArgumentException("a session needs a stream and at least 1 s of load");
        }
    }

    /** A session whose near end may be anywhere. */
    public SessionSpec(
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
        this(
                session,
                side,
                sessionKey,
                nic,
                localAddress,
                peerAddress,
                ipv6,
                streams,
                loadSeconds,
                anywhere -> true,
                grantTtlNanos);
    }

    /** The same session, bound to this NIC. */
    public SessionSpec boundTo(String device) {
        return with(device, peers);
    }

    /** The same session, whose near end may be only where these say. */
    public SessionSpec answering(Predicate<InetAddress> allowed) {
        return with(nic, allowed);
    }

    private SessionSpec with(String device, Predicate<InetAddress> allowed) {
        return new SessionSpec(
                session,
                side,
                sessionKey,
                device,
                localAddress,
                peerAddress,
                ipv6,
                streams,
                loadSeconds,
                allowed,
                grantTtlNanos);
    }

    /** Everything but the key. */
    @Override
    public String toString() {
        return "SessionSpec[session=" + session + ", side=" + side + ", nic=" + nic + ", localAddress=" + localAddress
                + ", peerAddress=" + peerAddress + ", streams=" + streams + "]";
    }
}
