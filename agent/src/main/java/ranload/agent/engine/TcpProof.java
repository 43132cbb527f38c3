package ranload.agent.engine;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.LoadBuffer;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.FarProof;
import ranload.agent.wire.NearProof;
import ranload.agent.wire.Nonce;
import ranload.agent.wire.Pdu;

/**
 * The handshake as the first octets of a TCP connection (PROTOCOL.md section 7). Confined to its event loop.
 *
 * <p>Liveness: whoever owns it closes the connection when {@link #isOver} before it is proven.
 */
final class TcpProof implements TcpConnection.Owner {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final StreamContext context;
    private final ControlCodec codec;
    private final FarProof far;
    private final NearProof near;
    private final Ending proven;
    private final Ending refused;
    private final long startNanos;
    private final LoadBuffer incoming;
    private int received;
    private int wanted;
    private boolean connected;
    private IOException brokenBy;

    /** How a proof ends. */
    @FunctionalInterface
    interface Ending {
        void reached(TcpConnection connection, TcpProof proof);
    }

    /**
     * A proof on a connection that is being made or has been accepted.
     *
     * @param far the far side's proof, null on the near side
     */
    TcpProof(StreamContext context, FarProof far, Ending proven, Ending refused) {
        this.context = context;
        this.incoming = context.loop().sockets().buffer(ControlPdu.Handshake.MIN_REQUEST_OCTETS);
        this.codec = context.keys().codec(context.spec().side());
        this.far = far;
        this.startNanos = context.clock().nanoTime();
        this.near = far != null
                ? null
                : new NearProof(
                        context.stream().index(),
                        ControlPdu.Handshake.MIN_REQUEST_OCTETS,
                        Nonce.random(context.random()),
                        startNanos);
        this.proven = proven;
        this.refused = refused;
        this.wanted = far == null ? ControlPdu.Handshake.BARE_OCTETS : ControlPdu.Handshake.MIN_REQUEST_OCTETS;
    }

    boolean isOver(long nowNanos) {
        return nowNanos - startNanos >= LIMIT_NANOS;
    }

    /** What broke the connection before it was proven; null when nothing did. */
    IOException brokenBy() {
        return brokenBy;
    }

    long rttNanos() {
        return near == null ? 0 : near.rttNanos();
    }

    /** The near side's connection is there. */
    void connected(TcpConnection connection) throws IOException {
        connected = true;
        connection.wantWrite(false);
        say(connection, near.due(context.clock().nanoTime()));
    }

    @Override
    public void writable(TcpConnection connection) throws IOException {
        if (!connected && connection.socket().finishConnect()) {
            connected(connection);
        }
    }

    @Override
    public void readable(TcpConnection connection) throws IOException {
        if (near != null && !connected) {
            return;
        }
        // Never more than the PDU that is due: load may follow it at once.
        int octets = connection.socket().receive(incoming, received, wanted);
        if (octets < 0) {
            refused.reached(connection, this);
            return;
        }
        received += octets;
        if (received == wanted) {
            received = 0;
            take(connection);
        }
    }

    @Override
    public void broken(TcpConnection connection, IOException cause) {
        brokenBy = cause;
        refused.reached(connection, this);
    }

    private void take(TcpConnection connection) throws IOException {
        long nowNanos = context.clock().nanoTime();
        Optional<ControlPdu> pdu = Pdu.length(incoming.octets(), 0, wanted) == wanted
                ? codec.decode(incoming.octets(), 0, wanted)
                : Optional.empty();
        if (pdu.isEmpty()) {
            refused.reached(connection, this);
        } else if (near == null) {
            Optional<ControlPdu> reply =
                    far.received(pdu.get(), connection.socket().remoteAddress(), nowNanos);
            say(connection, reply);
            if (far.peer() != null && reply.isPresent()) {
                proven.reached(connection, this);
            }
        } else {
            near.received(pdu.get(), nowNanos);
            if (near.isProven()) {
                proven.reached(connection, this);
            } else {
                wanted = ControlPdu.Handshake.MIN_REQUEST_OCTETS;
                say(connection, near.due(nowNanos));
            }
        }
    }

    private void say(TcpConnection connection, Optional<ControlPdu> pdu) throws IOException {
        if (pdu.isEmpty()) {
            refused.reached(connection, this);
            return;
        }
        int octets = codec.encode(pdu.get(), context.loop().output.octets());
        if (connection.socket().send(context.loop().output, octets) != octets) {
            throw new IOException("an empty socket did not take " + octets + " octets");
        }
    }
}
