package ranload.agent.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The far side of the handshake (PROTOCOL.md section 4). Keeps nothing until an ANSWER has proven its source, sends at
 * most one datagram for one received and never a longer one. Pure: the caller sends what it returns. Confined to its
 * owner's thread.
 */
public final class FarProof {
    private final int stream;
    private final Predicate<InetAddress> peers;
    private final CookieJar jar;
    private InetSocketAddress peer;
    private Cookie accepted = Cookie.NONE;

    /** @param peers where the near side may be; asked for each handshake PDU */
    public FarProof(int stream, Predicate<InetAddress> peers, SecureRandom random, long nowNanos) {
        this.stream = stream;
        this.peers = peers;
        this.jar = new CookieJar(random, nowNanos);
    }

    /** The reply to a PDU whose MAC was right, if it deserves one. An ANSWER that is repeated is answered again. */
    public Optional<ControlPdu> received(ControlPdu pdu, InetSocketAddress source, long nowNanos) {
        if (!(pdu instanceof ControlPdu.Handshake request)
                || request.stream() != stream
                || request.octets() < ControlPdu.Handshake.MIN_REQUEST_OCTETS
                || !peers.test(source.getAddress())) {
            return Optional.empty();
        }
        Nonce nonce = request.nonce();
        if (request.type() == Pdu.HELLO && peer == null) {
            Cookie cookie = jar.bake(source, stream, nonce, nowNanos);
            return Optional.of(
                    new ControlPdu.Handshake(Pdu.CHALLENGE, stream, nonce, cookie, ControlPdu.Handshake.BARE_OCTETS));
        }
        if (request.type() == Pdu.ANSWER && admits(request, source, nowNanos)) {
            peer = source;
            accepted = request.cookie();
            return Optional.of(new ControlPdu.Handshake(Pdu.READY, stream, nonce, request.cookie(), request.octets()));
        }
        return Optional.empty();
    }

    /** The address that has proven itself; null before. */
    public InetSocketAddress peer() {
        return peer;
    }

    private boolean admits(ControlPdu.Handshake answer, InetSocketAddress source, long nowNanos) {
        return peer == null
                ? jar.isMine(answer.cookie(), source, stream, answer.nonce(), nowNanos)
                : peer.equals(source) && answer.cookie().equals(accepted);
    }
}
