package ranload.agent.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.Errno;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.NicCatalogue;
import ranload.agent.net.UdpSocket;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * Where the datagrams of one UDP stream leave and arrive at this end: the local place, the port, the peer, and whether the
 * peer has proven itself there. A peer that has fallen silent is asked to prove itself again, and may come back from
 * another address; then the port is replaced. Confined to its stream's event loop; a pacer's thread may write to the
 * port's socket while a sender uses it, and no socket is closed before.
 *
 * <p>Liveness: moves on by {@link #tick} alone; the first handshake is bounded by the proof's time.
 */
final class UdpPath {
    private static final long OPEN_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** The stream that the path belongs to; called on its event loop. */
    interface Owner extends UdpPort.Owner {
        /** The path can be used for the first time: a far side waits to be asked, a near side's peer is proven. */
        void opened();

        /** The peer is proven again, and is to be reached through this socket. */
        void provenAgain(UdpSocket socket);

        /** Nothing is sent through the socket used so far once {@code then} runs; there is none until further word. */
        void letGo(Runnable then);

        /** What arrives comes through this socket from now on. */
        void receivesFrom(UdpSocket socket);

        /** There is something for {@link #tick} to do. */
        void tickSoon();

        /** The path cannot be used, now or ever. */
        void failed(Failure why);
    }

    private final StreamContext context;
    private final Owner owner;
    private final ControlCodec codec;
    private final UdpProof proof;
    private LoadSockets.Place place;
    private UdpPort port;
    private InetSocketAddress peer;
    private boolean everProven;
    private boolean replacing;
    private boolean closed;
    private int cutOctets;

    UdpPath(StreamContext context, ControlCodec codec, Owner owner) {
        this.context = context;
        this.codec = codec;
        this.owner = owner;
        this.proof = new UdpProof(context);
    }

    /** Opens the port and begins to read from it; false when that failed, of which the owner has been told. */
    boolean open() {
        try {
            place = context.session().place(context.stream());
            port = newPort();
        } catch (IOException e) {
            owner.failed(Failure.of(
                    "peer_not_proven", "the far agent at " + peerText() + " cannot be reached: " + e.getMessage()));
            return false;
        } catch (RuntimeException e) {
            owner.failed(Failure.from(e));
            return false;
        }
        place = place.at(port.localAddress());
        register(() -> {
            if (!proof.isNear()) {
                owner.opened();
            }
            owner.tickSoon();
        });
        return true;
    }

    /** The socket in use; null before the path was opened. */
    UdpSocket socket() {
        return port == null ? null : port.socket();
    }

    LoadSockets.Place place() {
        return place;
    }

    /** The address that packets leave from and arrive at, once the port is connected: a far one is bound to any. */
    InetAddress localAddress() {
        InetSocketAddress local = port == null ? null : port.localAddress();
        return local == null || local.getAddress() == null ? place.address() : local.getAddress();
    }

    boolean isThrough(UdpPort some) {
        return some == port && !closed;
    }

    /** True while what is sent goes to a peer that has proven itself at the place where it is. */
    boolean isProven() {
        return proof.isProven();
    }

    /** True while the path waits for its first proof, without which there is nothing else to do. */
    boolean waitsForFirstProof() {
        return proof.isNear() && !everProven;
    }

    /** True while a handshake of the near side is under way, so that ticks are wanted often. */
    boolean isAsking() {
        return proof.isAsking() && !replacing;
    }

    /** Round trip of the near side's handshake, 0 when it has none. */
    long rttNanos() {
        return proof.rttNanos();
    }

    /** What a sender writes to the socket is cut into datagrams of so many octets. */
    void cutsInto(int octets) {
        cutOctets = octets;
    }

    /** Sends a control PDU to the peer; one that the stack refuses is as one lost on the way. */
    void send(ControlPdu pdu) {
        int octets = codec.encode(pdu, context.loop().output.octets());
        boolean uncut = cutOctets > 0 && octets > cutOctets;
        try {
            if (uncut) {
                // Only handshakes are longer than the shortest segments, and no load is sent while there is one.
                port.socket().segmentSends(0);
            }
            port.send(octets);
        } catch (IOException e) {
            if (Errno.of(e) == Errno.EMSGSIZE && pdu instanceof ControlPdu.Handshake && !everProven) {
                context.session().failed(tooLarge());
            }
        } finally {
            if (uncut) {
                port.socket().segmentSends(cutOctets);
            }
        }
    }

    /** A PDU of a handshake has arrived, with a right MAC. */
    void handshake(ControlPdu pdu, InetSocketAddress source, long nowNanos) {
        InetSocketAddress from = source == null ? peer : source;
        boolean asked = proof.isAsking();
        proof.received(pdu, from, nowNanos).ifPresent(reply -> replyTo(from, reply));
        if (asked && !proof.isAsking()) {
            proven();
        }
        owner.tickSoon();
    }

    /** The proven peer has been heard. */
    void heard() {
        proof.heard();
    }

    /** Asks on while there is something to ask. */
    void tick(long nowNanos) {
        if (!isAsking()) {
            return;
        }
        if (!proof.isOver(nowNanos)) {
            proof.due(nowNanos).ifPresent(this::send);
        } else if (everProven) {
            proveAgain(nowNanos);
        } else {
            owner.failed(Failure.of(
                    "peer_not_proven",
                    "no far agent answered at " + peerText() + " over UDP within 5 s: it is not there, a firewall is in"
                            + " between, or datagrams of " + context.stream().datagramOctets()
                            + " octets do not pass; no load was sent"));
        }
    }

    /** The peer has been silent: asks for a new proof, unless that is under way. */
    void silent(long nowNanos) {
        if (proof.isProven() && !proof.isAsking()) {
            proveAgain(nowNanos);
        }
    }

    /** Closes the port. Later calls change nothing. */
    void shut() {
        closed = true;
        if (port != null) {
            port.shut();
        }
    }

    /** Why datagrams of this size do not leave. */
    Failure tooLarge() {
        int mtu = port == null ? 0 : port.socket().pathMtu();
        int headers = context.spec().ipv6() ? 48 : 28;
        return new Failure(
                "datagram_too_large",
                "datagrams of " + context.stream().datagramOctets() + " octets do not fit the path's MTU of " + mtu
                        + " octets and are not fragmented; at most " + Math.max(0, mtu - headers) + " octets fit",
                "datagram_size");
    }

    private UdpPort newPort() throws IOException {
        UdpSocket socket = context.loop().sockets().udp(place);
        UdpPort opened = new UdpPort(context.loop(), context.clock(), socket, owner);
        if (proof.isNear()) {
            try {
                opened.connect(context.session().peer(context.stream()));
            } catch (IOException | RuntimeException e) {
                opened.shut();
                throw e;
            }
        }
        return opened;
    }

    private void register(Runnable ready) {
        port.register(
                ready, cause -> owner.failed(Failure.of("socket_failed", "the event loop refused a socket: " + cause)));
    }

    private void replyTo(InetSocketAddress source, ControlPdu reply) {
        try {
            if (proof.newPeer() != null) {
                port.connect(source);
                peer = source;
                proof.connected();
                proven();
            }
            if (proof.isProven()) {
                send(reply);
            } else {
                port.sendTo(source, codec.encode(reply, context.loop().output.octets()));
            }
        } catch (IOException refused) {
            // As if lost on the way: the near side asks again.
        } catch (FailureException overAnotherNic) {
            owner.failed(overAnotherNic.failure());
        }
    }

    private void proven() {
        if (everProven) {
            owner.provenAgain(port.socket());
            context.session().warning("path_proven_again", "the silent peer has proven itself again: " + pathText());
        } else {
            everProven = true;
            if (proof.isNear()) {
                owner.opened();
            }
        }
    }

    /**
     * The near side asks from the address that its NIC has now; the far side takes a new port of the same number, since a
     * connected one would not hear the peer from another address.
     */
    private void proveAgain(long nowNanos) {
        if (!proof.isNear()) {
            proof.again(nowNanos);
            replacePort(place.address());
            return;
        }
        InetAddress now = NicCatalogue.currentAddress(context.session().nicName(), place.address());
        if (now != null && !now.equals(place.address())) {
            proof.again(nowNanos);
            replacePort(now);
        } else {
            proof.ask(nowNanos);
        }
    }

    private void replacePort(InetAddress address) {
        UdpPort old = port;
        replacing = true;
        owner.letGo(() -> {
            old.shut();
            if (!closed) {
                openAgain(address);
            }
        });
    }

    private void openAgain(InetAddress address) {
        try {
            place = place.at(new InetSocketAddress(address, place.port()));
            port = newPort();
        } catch (IOException | RuntimeException e) {
            // The address may be gone again, or not usable yet.
            context.loop().after(OPEN_AGAIN_NANOS, () -> {
                if (!closed) {
                    openAgain(address);
                }
            });
            return;
        }
        owner.receivesFrom(port.socket());
        register(() -> {
            replacing = false;
            owner.tickSoon();
        });
    }

    private String pathText() {
        String far = proof.isNear() ? peerText() : IpAddresses.text(peer.getAddress()) + " port " + peer.getPort();
        return "from " + IpAddresses.text(place.address()) + " port " + place.port() + " to " + far;
    }

    private String peerText() {
        return context.spec().peerAddress() + " port " + context.stream().farPort();
    }
}
