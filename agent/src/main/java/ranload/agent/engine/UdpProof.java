package ranload.agent.engine;

import java.net.InetSocketAddress;
import java.util.Optional;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.FarProof;
import ranload.agent.wire.NearProof;
import ranload.agent.wire.Nonce;
import ranload.session.Side;

/**
 * Whether the peer of a UDP stream has proven that it is there and knows the session, at either side. It can be asked to
 * prove itself again, from whatever address it then has. Confined to its stream's event loop.
 */
final class UdpProof {
    private final StreamContext context;
    private NearProof near;
    private FarProof far;
    private boolean proven;
    private boolean asking;

    /** Nothing is proven yet. */
    UdpProof(StreamContext context) {
        this.context = context;
        again(context.clock().nanoTime());
    }

    boolean isNear() {
        return context.spec().side() == Side.NEAR;
    }

    /** True while what is sent through the stream's port goes to a peer that has proven itself there. */
    boolean isProven() {
        return proven;
    }

    /** True while the near side asks the far side to prove itself. */
    boolean isAsking() {
        return asking;
    }

    /** Begins anew, for a new port: what was proven counts no more. */
    void again(long nowNanos) {
        proven = false;
        if (isNear()) {
            ask(nowNanos);
        } else {
            far = new FarProof(context.stream().index(), context.spec().peers(), context.random(), nowNanos);
        }
    }

    /** The near side asks again through the same port, in case that the far side has a new one. */
    void ask(long nowNanos) {
        asking = true;
        near = new NearProof(
                context.stream().index(), context.stream().datagramOctets(), Nonce.random(context.random()), nowNanos);
    }

    /** The proven peer has been heard, so that there is nothing to ask. */
    void heard() {
        asking &= !proven;
    }

    /** What the near side has to send now, if anything. */
    Optional<ControlPdu> due(long nowNanos) {
        return asking ? near.due(nowNanos) : Optional.empty();
    }

    /** True when the near side has asked for as long as one handshake may take. */
    boolean isOver(long nowNanos) {
        return asking && near.isOver(nowNanos);
    }

    /** Round trip of the near side's handshake, 0 when it has none. */
    long rttNanos() {
        return isNear() ? near.rttNanos() : 0;
    }

    /** Takes a handshake PDU whose MAC was right, and returns the far side's reply to it. */
    Optional<ControlPdu> received(ControlPdu pdu, InetSocketAddress source, long nowNanos) {
        if (!isNear()) {
            return far.received(pdu, source, nowNanos);
        }
        if (asking) {
            near.received(pdu, nowNanos);
            if (near.isProven()) {
                proven = true;
                asking = false;
            }
        }
        return Optional.empty();
    }

    /** Who has just proven itself to the far side and is not connected to yet; null when nobody. */
    InetSocketAddress newPeer() {
        return isNear() || proven ? null : far.peer();
    }

    /** The far side takes datagrams of its peer only. */
    void connected() {
        proven = true;
    }
}
