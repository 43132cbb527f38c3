package ranload.agent.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.NicCounters;
import ranload.agent.net.TcpListener;
import ranload.agent.net.TcpSocket;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.Side;

/**
 * One TCP stream at one end: how its connection comes to be, and the halves that write and read. Confined to its event
 * loop.
 *
 * <p>Liveness: a tick at least every 100 ms moves everything on; on the near side the connection and its proof must be
 * done within 5 s; the halves and the session's grant are bounded in time; the connection is closed 2 s after both
 * halves are done even when the other end does not close its own.
 */
final class TcpStream implements LoadStream, TcpConnection.Owner {
    private static final long MIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final StreamContext context;
    private TcpAcceptor acceptor;
    private TcpConnection connection;
    private final LoopAlarm ticks;
    private TcpProof proof;
    private boolean proven;
    private TcpSending sending;
    private TcpReceiving receiving;
    private boolean started;
    private boolean stopped;
    private boolean broken;
    private boolean done;
    private long doneNanos;
    private boolean closed;

    TcpStream(StreamContext context) {
        this.context = context;
        this.ticks = new LoopAlarm(context.loop(), context.clock(), this::tickAndSchedule);
    }

    @Override
    public void open() {
        try {
            LoadSockets.Place place = context.session().place(context.stream());
            if (context.receives() != null) {
                receiving = new TcpReceiving(context, context.receives(), this);
            }
            if (context.spec().side() == Side.FAR) {
                listen(context.loop().sockets().tcpListener(place, TcpAcceptor.BACKLOG));
            } else {
                connect(context.loop().sockets().tcp(place));
            }
        } catch (IOException e) {
            fail(unreachable(e));
        } catch (RuntimeException e) {
            fail(Failure.from(e));
        }
        tickSoon();
    }

    private void listen(TcpListener socket) {
        InetSocketAddress local = socket.localAddress();
        acceptor = new TcpAcceptor(context, socket, accepted -> {
            connection = accepted;
            admitted();
        });
        acceptor.listen(
                () -> opened(local, 0),
                cause -> fail(Failure.of("socket_failed", "the event loop refused a socket: " + cause)));
    }

    private void connect(TcpSocket socket) throws IOException {
        proof = new TcpProof(
                context,
                null,
                (shaken, how) -> {
                    admitted();
                    opened(shaken.socket().localAddress(), how.rttNanos());
                },
                (refused, how) -> fail(notProven("closed the connection or did not know the session's key")));
        connection = new TcpConnection(socket, context.loop(), proof);
        // Even one that is made at once is told by the loop.
        connection.wantWrite(true);
        socket.connect(context.session().peer(context.stream()));
        connection.register();
    }

    private void admitted() {
        proven = true;
        connection.handTo(this);
        connection.wantWrite(false);
        tickSoon();
    }

    private void opened(InetSocketAddress local, long rttNanos) {
        context.session()
                .opened(new OpenedStream(
                        context.stream().index(),
                        IpAddresses.text(local.getAddress()),
                        local.getPort(),
                        TimeUnit.NANOSECONDS.toMicros(rttNanos)));
    }

    @Override
    public void start(Timeline timeline) {
        if (closed || stopped) {
            return;
        }
        if (!proven || broken) {
            stop(Failure.of("peer_not_proven", "the near agent's connection is not there; no load was sent"));
            return;
        }
        started = true;
        if (receiving != null) {
            receiving.start(timeline);
        }
        if (context.sends() != null) {
            try {
                sending = new TcpSending(context, context.sends(), this, connection, timeline, nic());
            } catch (IOException e) {
                cannotSend(peerGone("is gone: " + e.getMessage()));
            } catch (RuntimeException e) {
                cannotSend(Failure.from(e));
            }
        }
        tickSoon();
    }

    /** Without its sending half, nothing but this would end the stream. */
    private void cannotSend(Failure cause) {
        broken = true;
        stopped = true;
        context.session().endedUnstarted(context.sends(), context.stream().index(), Role.SENDER, cause);
        if (receiving != null) {
            receiving.end(cause);
        }
    }

    @Override
    public void stop(Failure cause) {
        if (closed || stopped) {
            return;
        }
        stopped = true;
        if (receiving != null) {
            receiving.stop(cause);
        }
        if (sending != null) {
            sending.stop(cause);
        } else if (context.sends() != null && !started) {
            context.session().endedUnstarted(context.sends(), context.stream().index(), Role.SENDER, cause);
        }
        tickSoon();
    }

    @Override
    public void abandon() {
        shut(true);
    }

    /** The sending half is done: the other end sees the end of its load, or a reset when it was cut off. */
    void sendingEnded(Failure cause) {
        try {
            if (cause != null && !cause.code().equals("stopped")) {
                connection.socket().resetOnClose();
            }
            if (!broken) {
                connection.socket().endOutput();
            }
        } catch (IOException connectionIsGone) {
            broken = true;
        }
        tickSoon();
    }

    @Override
    public void readable(TcpConnection ready) throws IOException {
        if (receiving != null) {
            receiving.readable(ready);
        } else if (ready.socket().receive(context.loop().input, 0, EngineLoop.READ_OCTETS) < 0) {
            // A receiver has nothing to send: its end of the connection is closed, and load has no taker.
            ready.wantRead(false);
            broken = true;
            if (sending != null) {
                sending.finish(context.clock().nanoTime(), peerGone("closed the connection"));
            }
            tickSoon();
        }
    }

    @Override
    public void writable(TcpConnection ready) {
        if (sending != null) {
            sending.writable();
        } else {
            ready.wantWrite(false);
        }
    }

    @Override
    public void broken(TcpConnection gone, IOException cause) {
        broken = true;
        Failure failure = peerGone("is gone: " + cause.getMessage());
        if (sending != null) {
            sending.finish(context.clock().nanoTime(), failure);
        }
        if (receiving != null) {
            receiving.end(failure);
        }
        tickSoon();
    }

    void tickSoon() {
        ticks.in(0);
    }

    /** The socket of the connection, once that is there. */
    TcpSocket socket() {
        return connection.socket();
    }

    /** Counters of the NIC that the connection's traffic takes. */
    NicCounters nic() {
        return context.session().nicOf(connection.socket().localAddress().getAddress());
    }

    private void tickAndSchedule() {
        if (!closed) {
            long nextNanos = tick(context.clock().nanoTime());
            if (!closed && !ticks.isArmed()) {
                ticks.in(Math.max(MIN_TICK_NANOS, Math.min(nextNanos, TICK_NANOS)));
            }
        }
    }

    private long tick(long nowNanos) {
        long nextNanos = TICK_NANOS;
        if (acceptor != null) {
            acceptor.tick(nowNanos);
        }
        if (proof != null && !proven && proof.isOver(nowNanos)) {
            fail(notProven("did not answer within 5 s"));
            return nextNanos;
        }
        if (receiving != null) {
            nextNanos = receiving.tick(nowNanos);
        }
        if (sending != null) {
            sending.tick(nowNanos);
        }
        closeWhenDone(nowNanos);
        return nextNanos;
    }

    private void closeWhenDone(long nowNanos) {
        boolean sent = context.sends() == null || (sending == null ? stopped : sending.isDone());
        boolean received = receiving == null || receiving.isDone();
        boolean over = stopped || started;
        if (!sent || !received || !over) {
            return;
        }
        if (!done) {
            done = true;
            doneNanos = nowNanos;
        }
        // A sender leaves the closing to the receiver, so that nothing it has sent is lost to a reset.
        if (broken || stopped || receiving != null || nowNanos - doneNanos >= LINGER_NANOS) {
            shut(false);
        }
    }

    private void fail(Failure failure) {
        context.session().failed(failure);
        shut(true);
    }

    private void shut(boolean reset) {
        if (closed) {
            return;
        }
        closed = true;
        ticks.off();
        if (sending != null) {
            sending.close();
        }
        if (acceptor != null) {
            acceptor.shut();
        }
        if (connection != null && reset) {
            connection.reset();
        } else if (connection != null) {
            connection.shut();
        }
        context.session().streamClosed();
    }

    private Failure notProven(String what) {
        return Failure.of("peer_not_proven", "the far agent at " + peerText() + " " + what + "; no load was sent");
    }

    private Failure unreachable(IOException e) {
        return notProven("cannot be reached: " + e.getMessage());
    }

    private Failure peerGone(String what) {
        return Failure.of("peer_lost", "the other end of the TCP connection " + what);
    }

    private String peerText() {
        return context.spec().peerAddress() + " port " + context.stream().farPort() + " over TCP";
    }
}
