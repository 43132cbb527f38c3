package ranload.agent.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import ranload.agent.net.Errno;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.NicSeat;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;
import ranload.session.Failure;
import ranload.session.Side;

/**
 * How the connection of one TCP stream comes to be at this end, and comes to be again when it broke: the near side
 * connects, from the address that its NIC has then; the far side listens as long as the stream lasts, and a connection
 * that proves itself takes the place of the one before. Confined to its stream's event loop.
 *
 * <p>Liveness: moves on by {@link #tick} alone; every proof is bounded in time, and {@link Redial} paces the tries.
 */
final class TcpPath {
    /** The stream that the path belongs to; called on its event loop. */
    interface Owner extends TcpConnection.Owner {
        /** The path can be used for the first time: a far side listens, a near side has its connection. */
        void opened(InetSocketAddress local, long rttNanos);

        /** There is a connection for the first time, and it is the owner's. */
        void connected();

        /** True while a connection in place of the one that broke would be of use. */
        boolean wantsConnection();

        /** The connection used so far is about to be closed for another, which {@link #connectedAgain} tells of. */
        void letGo();

        /** There is a connection again, proven like the first. */
        void connectedAgain();

        /** Nobody is there to connect to any more. */
        void gaveUp(Failure why);

        /** The path cannot be used and never could. */
        void failed(Failure why);
    }

    private final StreamContext context;
    private final Owner owner;
    private final Redial redial = new Redial();
    private LoadSockets.Place place;
    private NicSeat seat;
    private TcpAcceptor acceptor;
    private TcpConnection trying;
    private TcpProof proof;
    private TcpConnection connection;
    private boolean everUp;
    private boolean closed;

    TcpPath(StreamContext context, Owner owner) {
        this.context = context;
        this.owner = owner;
    }

    /** Listens, or begins to connect; the owner hears how that went. */
    void open() {
        try {
            place = context.session().place(context.stream());
            if (context.spec().side() == Side.FAR) {
                listen(context.loop().sockets().tcpListener(place, TcpAcceptor.BACKLOG));
            } else {
                connect();
            }
        } catch (IOException e) {
            owner.failed(notProven("cannot be reached: " + e.getMessage()));
        } catch (RuntimeException e) {
            owner.failed(Failure.from(e));
        }
    }

    /** The connection in use; null when there is none. */
    TcpConnection connection() {
        return connection;
    }

    boolean isUp() {
        return connection != null;
    }

    /** Closes the connection, which broke, and has another made if that is wanted; false when it is not in use. */
    boolean lost(TcpConnection broken) {
        if (broken != connection) {
            return false;
        }
        connection = null;
        broken.reset();
        redial.lost(context.clock().nanoTime());
        return true;
    }

    /** Does what time asks for; to be called at least every 100 ms. */
    void tick(long nowNanos) {
        if (acceptor != null) {
            acceptor.tick(nowNanos);
        } else if (connection != null) {
            watchSeat();
        } else if (trying != null && proof.isOver(nowNanos)) {
            failedTry(null);
        } else if (trying == null && everUp && owner.wantsConnection() && redial.isDue(nowNanos)) {
            connectAgain();
        }
    }

    /** Closes all. Later calls change nothing. */
    void shut(boolean reset) {
        closed = true;
        if (acceptor != null) {
            acceptor.shut();
        }
        dropTry();
        if (connection != null && reset) {
            connection.reset();
        } else if (connection != null) {
            connection.shut();
        }
    }

    /** From where to where. */
    String text() {
        InetSocketAddress local = connection.socket().localAddress();
        InetSocketAddress peer = connection.socket().remoteAddress();
        return "from " + text(local) + " to " + (peer == null ? "a peer that is gone again" : text(peer));
    }

    private static String text(InetSocketAddress end) {
        return IpAddresses.text(end.getAddress()) + " port " + end.getPort();
    }

    private void listen(TcpListener socket) {
        InetSocketAddress local = socket.localAddress();
        acceptor = new TcpAcceptor(context, socket, this::admit);
        acceptor.listen(
                () -> owner.opened(local, 0),
                cause -> owner.failed(Failure.of("socket_failed", "the event loop refused a socket: " + cause)));
    }

    private void connect() throws IOException {
        TcpSocket socket = context.loop().sockets().tcp(place);
        seat = context.session().seat();
        proof = new TcpProof(context, null, this::shaken, this::refused);
        trying = new TcpConnection(socket, context.loop(), proof);
        // Even one that is made at once is told by the loop.
        trying.wantWrite(true);
        socket.connect(context.session().peer(context.stream()));
        trying.register();
    }

    private void connectAgain() {
        NicSeat now = context.session().seat();
        // One that the NIC never had is not for it to change: the kernel may have it on another device.
        InetAddress address =
                seat.addresses().contains(place.address()) ? now.addressFor(place.address()) : place.address();
        if (address == null) {
            failedTry(null);
            return;
        }
        place = place.at(new InetSocketAddress(address, place.port()));
        try {
            connect();
        } catch (IOException e) {
            failedTry(e);
        } catch (RuntimeException notUsableYet) {
            failedTry(null);
        }
    }

    private void shaken(TcpConnection shaken, TcpProof how) {
        trying = null;
        InetSocketAddress local = shaken.socket().localAddress();
        place = place.at(new InetSocketAddress(local.getAddress(), place.port()));
        boolean first = !everUp;
        take(shaken);
        if (first) {
            owner.opened(local, how.rttNanos());
        }
    }

    private void refused(TcpConnection refused, TcpProof how) {
        if (refused == trying && !closed) {
            failedTry(how.brokenBy());
        }
    }

    /** @param cause null when there is none to tell apart */
    private void failedTry(IOException cause) {
        if (!everUp) {
            boolean silent = proof.isOver(context.clock().nanoTime());
            owner.failed(notProven(
                    silent ? "did not answer within 5 s" : "closed the connection or did not know the session's key"));
            return;
        }
        dropTry();
        redial.failed(
                cause != null && Errno.of(cause) == Errno.ECONNREFUSED,
                context.clock().nanoTime());
        if (redial.isHopeless()) {
            owner.gaveUp(Failure.of("peer_lost", "the other end of the TCP connection is gone: nobody listens there"));
        }
    }

    private void dropTry() {
        if (trying != null) {
            trying.reset();
            trying = null;
        }
    }

    private void admit(TcpConnection accepted) {
        if (everUp && !owner.wantsConnection()) {
            accepted.reset();
            return;
        }
        if (connection != null) {
            owner.letGo();
            connection.reset();
        }
        take(accepted);
    }

    private void take(TcpConnection proven) {
        connection = proven;
        connection.handTo(owner);
        connection.wantWrite(false);
        redial.up(context.clock().nanoTime());
        if (everUp) {
            owner.connectedAgain();
        } else {
            everUp = true;
            owner.connected();
        }
    }

    /** Without its address, or on a device that was replaced, a connection is silent but does not break. */
    private void watchSeat() {
        NicSeat now = context.session().seat();
        if (seat.isLeftFor(now, place.address()) && owner.wantsConnection()) {
            owner.broken(
                    connection,
                    new IOException("NIC " + context.session().nicName() + " has "
                            + IpAddresses.text(now.addressFor(place.address())) + " in place of "
                            + IpAddresses.text(place.address())));
        }
    }

    private Failure notProven(String what) {
        return Failure.of("peer_not_proven", "the far agent at " + peerText() + " " + what + "; no load was sent");
    }

    private String peerText() {
        return context.spec().peerAddress() + " port " + context.stream().farPort() + " over TCP";
    }
}
