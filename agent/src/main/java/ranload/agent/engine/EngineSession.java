package ranload.agent.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import ranload.agent.measure.OutageLog;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.NicCatalogue;
import ranload.agent.net.NicCounters;
import ranload.agent.net.NicSeat;
import ranload.agent.net.NicStates;
import ranload.agent.net.NicTable;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.time.NanoClock;

/**
 * One session at this end. Its streams live on their own loops; everything they tell comes together on the session's
 * home loop, from which the listener is called. State is confined to the home loop, but for the final and volatile
 * fields. Its methods are thread-safe.
 *
 * <p>Liveness: the grant ends an idle session too, as a check every 200 ms sees; streams end by themselves.
 */
final class EngineSession {
    static final long GRANT_CHECK_MILLIS = 200;

    private static final int MAX_OUTAGE_WARNINGS = 5;

    /** The flow's own octets that must be visible in the NIC's counter, in percent. */
    private static final int ON_NIC_PERCENT = 95;

    private final SessionSpec spec;
    private final SessionListener listener;
    private final EngineLoop home;
    private final NanoClock clock;
    private final InstantSource wall;
    private final NicTable nics;
    private final NicStates nicStates;
    private final Runnable whenClosed;
    private final Grant grant;
    private final List<LoadStream> streams = new ArrayList<>();
    private final List<StreamContext> contexts = new ArrayList<>();
    private final List<OpenedStream> opened = new ArrayList<>();
    private final OutageLog outages = new OutageLog();
    private final NicWatch nicWatch = new NicWatch();
    private final Map<Direction, Long> flowOctets = new EnumMap<>(Direction.class);
    private int openStreams;
    private int outageWarnings;
    private boolean prepared;
    private boolean started;
    private boolean stopping;
    private boolean failed;
    private long nicSentAtStart;
    private long nicReceivedAtStart;

    EngineSession(
            SessionSpec spec,
            SessionListener listener,
            EngineLoop home,
            NanoClock clock,
            InstantSource wall,
            NicTable nics,
            NicStates nicStates,
            Runnable whenClosed) {
        this.spec = spec;
        this.listener = listener;
        this.home = home;
        this.clock = clock;
        this.wall = wall;
        this.nics = nics;
        this.nicStates = nicStates;
        this.whenClosed = whenClosed;
        this.grant = new Grant(clock.nanoTime() + spec.grantTtlNanos());
    }

    /** Opens the streams, each on its loop. To be called once. */
    void prepare(List<StreamContext> newContexts) {
        home.loop().execute(() -> {
            openStreams = newContexts.size();
            contexts.addAll(newContexts);
            for (StreamContext context : newContexts) {
                LoadStream stream =
                        context.stream().transport() == Transport.UDP ? new UdpStream(context) : new TcpStream(context);
                streams.add(stream);
                context.later(stream::open);
            }
        });
    }

    void start(long delayNanos) {
        long startNanos = clock.nanoTime() + delayNanos;
        Timeline timeline = new Timeline(startNanos, wall.instant().plusNanos(delayNanos), spec.loadSeconds());
        home.loop().execute(() -> {
            if (prepared && !started && !stopping) {
                started = true;
                NicCounters nic = new NicCounters(nics, spec.nic());
                nicSentAtStart = nic.sentOctets();
                nicReceivedAtStart = nic.receivedOctets();
                home.sockets().shortcomings().ifPresent(what -> listener.warning("nio_fallback", what));
                onEach(stream -> stream.start(timeline));
            }
        });
    }

    void renew(long ttlNanos) {
        grant.renew(clock.nanoTime() + ttlNanos);
    }

    void stop(Failure cause) {
        home.loop().execute(() -> {
            if (!prepared) {
                fail(cause);
            } else if (!stopping) {
                stopping = true;
                onEach(stream -> stream.stop(cause));
            }
        });
    }

    boolean isAtHomeOn(EngineLoop loop) {
        return loop == home;
    }

    // What streams ask.

    Grant grant() {
        return grant;
    }

    /** Where a stream's socket belongs. */
    LoadSockets.Place place(StreamSpec stream) {
        boolean near = spec.side() == Side.NEAR;
        InetAddress address = spec.localAddress() == null
                ? IpAddresses.any(spec.ipv6())
                : IpAddresses.parse(spec.localAddress(), spec.nic());
        return new LoadSockets.Place(
                spec.ipv6(),
                spec.nic(),
                address,
                near ? stream.nearPort() : stream.farPort(),
                stream.tos(),
                near ? "local_port" : "remote_port");
    }

    /** Where the far end of a stream is. Near side only. */
    InetSocketAddress peer(StreamSpec stream) {
        return new InetSocketAddress(IpAddresses.parse(spec.peerAddress(), spec.nic()), stream.farPort());
    }

    /** The NIC that the session was given, null for none. */
    String nicName() {
        return spec.nic();
    }

    /** What connections over the session's NIC stand on now; {@link NicSeat#NONE} when it was given none. */
    NicSeat seat() {
        return spec.nic() == null ? NicSeat.NONE : nicStates.seat(spec.nic());
    }

    /** Counters of the session's NIC, or of the one that has this address. */
    NicCounters nicOf(InetAddress local) {
        return new NicCounters(nics, spec.nic() == null ? NicCatalogue.nameOf(local) : spec.nic());
    }

    /** A timeline for load that arrives before the command to start does. */
    Timeline timelineFrom(long nowNanos) {
        return new Timeline(nowNanos, wall.instant(), spec.loadSeconds());
    }

    // What streams tell.

    void opened(OpenedStream stream) {
        home.loop().execute(() -> {
            opened.add(stream);
            if (opened.size() == spec.streams().size() && !failed && !stopping) {
                prepared = true;
                opened.sort(Comparator.comparingInt(OpenedStream::index));
                listener.prepared(List.copyOf(opened));
            }
        });
    }

    /** A stream could not be opened or shake hands. */
    void failed(Failure failure) {
        home.loop().execute(() -> {
            if (!prepared) {
                fail(failure);
            } else {
                listener.warning(failure.code(), failure.message());
                stop(failure);
            }
        });
    }

    void row(IntervalRow row) {
        home.loop().execute(() -> listener.row(row));
    }

    void warning(String code, String message) {
        home.loop().execute(() -> listener.warning(code, message));
    }

    /**
     * One half of a stream has lost its peer, or has it back.
     *
     * @param atNanos since when, or when it was heard again
     */
    void outage(Object half, boolean begins, long atNanos, String what) {
        home.loop().execute(() -> {
            boolean wasOn = outages.isOn();
            boolean changed = begins
                    ? outages.begins(half, atNanos, clock.nanoTime(), wall.instant())
                    : outages.ends(half, atNanos);
            if (outages.isOn() != wasOn) {
                listener.outage(begins);
            }
            if (changed && begins && outageWarnings++ < MAX_OUTAGE_WARNINGS) {
                listener.warning(half == grant ? "controller_silent" : "peer_silent", "for a while " + what);
            }
        });
    }

    void ended(StreamResult result) {
        home.loop().execute(() -> {
            flowOctets.merge(result.direction(), result.octets(), Long::sum);
            listener.ended(result.with(outages.until(clock.nanoTime())));
        });
    }

    /** A half of a stream that was stopped before it was started has no rows. */
    void endedUnstarted(Direction direction, int stream, Role role, Failure cause) {
        var now = wall.instant();
        ended(new StreamResult(spec.session(), direction, stream, role, 0, 0, 0, 0, 0, now, now, 0, null, null, cause));
    }

    void streamClosed() {
        home.loop().execute(() -> {
            openStreams--;
            if (openStreams == 0) {
                checkNic();
                whenClosed.run();
                listener.closed();
            }
        });
    }

    private void fail(Failure failure) {
        if (!failed) {
            failed = true;
            listener.failed(failure);
            onEach(LoadStream::abandon);
        }
    }

    /**
     * A lapsed grant pauses load, which goes on when the controller is heard again; in the end it is given up. To be
     * called every {@value #GRANT_CHECK_MILLIS} ms on the home loop.
     */
    void checkGrant() {
        if (openStreams > 0) {
            long nowNanos = clock.nanoTime();
            long lapsedNanos = grant.lapsedNanos(nowNanos);
            if (lapsedNanos >= UdpSending.OUTAGE_ALLOWANCE_NANOS || (lapsedNanos > 0 && !started)) {
                stop(Grant.LAPSED);
            } else if (started) {
                outage(
                        grant,
                        lapsedNanos > 0,
                        nowNanos - lapsedNanos,
                        "the controller did not renew the leave to send");
                watchNic(nowNanos);
            }
        }
    }

    private void watchNic(long nowNanos) {
        String name = spec.nic();
        if (name != null && !stopping && nicWatch.isLost(nicStates.of(name), nowNanos)) {
            stop(new Failure(
                    "interface_gone",
                    "NIC " + name + " went away or down under the session: plug it in, or set it up, and start again",
                    "interface"));
        }
    }

    /** Traffic that left by another NIC than the one asked for would be a wrong result. */
    private void checkNic() {
        if (!started || spec.side() == Side.FAR || spec.nic() == null) {
            return;
        }
        NicCounters nic = new NicCounters(nics, spec.nic());
        checkNic(Direction.UPSTREAM, NicCounters.growth(nicSentAtStart, nic.sentOctets()));
        checkNic(Direction.DOWNSTREAM, NicCounters.growth(nicReceivedAtStart, nic.receivedOctets()));
    }

    private void checkNic(Direction direction, long nicOctets) {
        long flow = flowOctets.getOrDefault(direction, 0L);
        if (nicOctets >= 0 && nicOctets < flow / 100 * ON_NIC_PERCENT) {
            listener.warning(
                    "flow_not_on_nic",
                    "NIC " + spec.nic() + " counted " + nicOctets + " octets while the flow had " + flow
                            + ": the flow took another way");
        }
    }

    private void onEach(Consumer<LoadStream> action) {
        for (int i = 0; i < streams.size(); i++) {
            LoadStream stream = streams.get(i);
            contexts.get(i).later(() -> action.accept(stream));
        }
    }
}
