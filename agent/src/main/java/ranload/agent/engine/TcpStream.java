package ranload.agent.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.NicCounters;
import ranload.agent.net.TcpSocket;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.Side;

/**
 * One TCP stream at one end: its path, and the halves that write and read. A connection that breaks while load is to flow
 * is an outage, and the halves go on with the next one; the other end's closing of its half is no break. Confined to its
 * event loop.
 *
 * <p>Liveness: a tick at least every 100 ms moves everything on; on the near side the connection and its proof must be
 * done within 5 s; the halves and the session's grant are bounded in time; the connection is closed 2 s after both
 * halves are done even when the other end does not close its own.
 */
final class TcpStream implements LoadStream, TcpPath.Owner {
    /** What an outage's warning says of a connection that broke. */
    static final String BROKEN = "the TCP connection was broken";

    private static final long MIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final StreamContext context;
    private final TcpPath path;
    private final LoopAlarm ticks;
    private TcpSending sending;
    private TcpReceiving receiving;
    private Timeline timeline;
    private boolean stopped;
    private boolean done;
    private long doneNanos;
    private boolean closed;

    TcpStream(StreamContext context) {
        this.context = context;
        this.path = new TcpPath(context, this);
        this.ticks = new LoopAlarm(context.loop(), context.clock(), this::tickAndSchedule);
    }

    @Override
    public void open() {
        if (context.receives() != null) {
            receiving = new TcpReceiving(context, context.receives(), this);
        }
        path.open();
        tickSoon();
    }

    @Override
    public void opened(InetSocketAddress local, long rttNanos) {
        context.session()
                .opened(new OpenedStream(
                        context.stream().index(),
                        IpAddresses.text(local.getAddress()),
                        local.getPort(),
                        TimeUnit.NANOSECONDS.toMicros(rttNanos)));
    }

    @Override
    public void connected() {
        tickSoon();
    }

    @Override
    public void start(Timeline newTimeline) {
        if (closed || stopped) {
            return;
        }
        if (!path.isUp()) {
            stop(Failure.of("peer_not_proven", "the near agent's connection is not there; no load was sent"));
            return;
        }
        timeline = newTimeline;
        if (receiving != null) {
            receiving.start(timeline);
        }
        if (context.sends() != null) {
            try {
                sending = new TcpSending(context, context.sends(), this, path.connection(), timeline, nic());
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
        } else if (context.sends() != null && timeline == null) {
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
        if (path.isUp()) {
            try {
                TcpSocket socket = path.connection().socket();
                if (cause != null && !cause.code().equals("stopped")) {
                    socket.resetOnClose();
                }
                socket.endOutput();
            } catch (IOException connectionIsGone) {
                drop(path.connection());
            }
        }
        tickSoon();
    }

    @Override
    public void readable(TcpConnection ready) throws IOException {
        if (receiving != null) {
            receiving.readable(ready);
        } else if (ready.socket().receive(context.loop().input, 0, EngineLoop.READ_OCTETS) < 0) {
            // A receiver has nothing to send: its end of the connection is closed, and load has no taker.
            if (sending != null) {
                sending.finish(context.clock().nanoTime(), peerGone("closed the connection"));
            }
            path.lost(ready);
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

    /** What the connection had taken and not brought is lost; while there is time left, another may take its place. */
    @Override
    public void broken(TcpConnection gone, IOException cause) {
        if (!drop(gone)) {
            return;
        }
        if (!wantsConnection()) {
            end(peerGone("is gone: " + cause.getMessage()));
        }
        tickSoon();
    }

    @Override
    public boolean wantsConnection() {
        if (closed || stopped) {
            return false;
        }
        if (timeline == null) {
            // A near side that did not start has nobody to wait for; a far side's start may just be late.
            return context.spec().side() == Side.FAR;
        }
        boolean sends = sending == null || !sending.isDone();
        boolean receives = receiving == null || receiving.isOpen();
        return sends && receives && context.clock().nanoTime() - timeline.endNanos() < 0;
    }

    @Override
    public void letGo() {
        long nowNanos = context.clock().nanoTime();
        if (sending != null) {
            sending.lost(nowNanos);
        }
        if (receiving != null) {
            receiving.lost(nowNanos);
        }
    }

    @Override
    public void connectedAgain() {
        try {
            String way = path.text();
            if (sending != null) {
                sending.use(path.connection());
            }
            if (receiving != null) {
                receiving.use(context.clock().nanoTime());
            }
            context.session()
                    .warning(
                            "path_proven_again",
                            "the TCP connection broke and was made and proven anew, " + way
                                    + "; what was in the broken one counts as sent and not as received");
        } catch (IOException e) {
            broken(path.connection(), e);
        } catch (RuntimeException e) {
            stop(Failure.from(e));
        }
        tickSoon();
    }

    @Override
    public void gaveUp(Failure why) {
        end(why);
        tickSoon();
    }

    @Override
    public void failed(Failure why) {
        context.session().failed(why);
        shut(true);
    }

    /** False when the connection was not in use any more. */
    private boolean drop(TcpConnection gone) {
        boolean inUse = path.lost(gone);
        if (inUse) {
            letGo();
        }
        return inUse;
    }

    private void end(Failure why) {
        if (sending != null) {
            sending.finish(context.clock().nanoTime(), why);
        }
        if (receiving != null) {
            receiving.end(why);
        }
    }

    void tickSoon() {
        ticks.in(0);
    }

    /** The socket of the connection, while there is one. */
    TcpSocket socket() {
        return path.connection().socket();
    }

    /** Counters of the NIC that the connection's traffic takes. */
    NicCounters nic() {
        return context.session().nicOf(socket().localAddress().getAddress());
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
        path.tick(nowNanos);
        if (closed) {
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
        boolean over = stopped || timeline != null;
        if (!sent || !received || !over) {
            return;
        }
        if (!done) {
            done = true;
            doneNanos = nowNanos;
        }
        // A sender leaves the closing to the receiver, so that nothing it has sent is lost to a reset.
        if (!path.isUp() || stopped || receiving != null || nowNanos - doneNanos >= LINGER_NANOS) {
            shut(false);
        }
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
        path.shut(reset);
        context.session().streamClosed();
    }

    private Failure peerGone(String what) {
        return Failure.of("peer_lost", "the other end of the TCP connection " + what);
    }
}
