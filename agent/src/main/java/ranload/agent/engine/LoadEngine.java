package ranload.agent.engine;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import ranload.agent.net.HostCpu;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.NicStates;
import ranload.agent.net.NicTable;
import ranload.agent.pacing.Pacer;
import ranload.agent.wire.SessionKeys;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.StreamSpec;
import ranload.time.NanoClock;

/**
 * Makes and measures load: sessions are prepared, started, kept alive by renewals, and end by themselves or when
 * stopped. Owns a few event loops, which read and answer, and a few pacers, which send on time. Thread-safe.
 */
public final class LoadEngine implements AutoCloseable {
    private static final int MAX_LOOPS = 8;
    private static final long SHUTDOWN_MILLIS = 2_000;
    private static final long IDLE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MAX_IDLE_CHECKS = 250;

    private final LoadSockets sockets;
    private final NanoClock clock;
    private final InstantSource wall;
    private final NicTable nics;
    private final HostCpu hostCpu;
    private final SecureRandom random = new SecureRandom();
    private final NicStates nicStates;
    private final Map<SessionId, EngineSession> sessions = new ConcurrentHashMap<>();
    private final MultiThreadIoEventLoopGroup group;
    private final List<EngineLoop> loops = new ArrayList<>();
    private final List<Pacer> pacers = new ArrayList<>();
    private final AtomicInteger nextLoop = new AtomicInteger();
    private final AtomicInteger nextPacer = new AtomicInteger();

    /**
     * An engine with its threads.
     *
     * @param clock monotonic time of pacing and measuring
     * @param wall read once per session, for time stamps
     * @param sockets that load travels on
     */
    public LoadEngine(NanoClock clock, InstantSource wall, LoadSockets sockets) {
        this.sockets = sockets;
        this.clock = clock;
        this.wall = wall;
        this.nics = new NicTable(clock);
        this.nicStates = new NicStates(nics, clock);
        this.hostCpu = new HostCpu(clock);
        int threads = Math.max(1, Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors() / 2));
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("load", true, Pacer.LOAD_PRIORITY), sockets.handlers());
        for (EventExecutor loop : group) {
            loops.add(new EngineLoop((IoEventLoop) loop, sockets));
            pacers.add(new Pacer(clock, "pacer-" + pacers.size()));
        }
        loops.forEach(this::checkGrants);
    }

    /** One timer for all sessions of a loop. */
    private void checkGrants(EngineLoop loop) {
        var unused = loop.loop()
                .scheduleWithFixedDelay(
                        () -> sessions.values().stream()
                                .filter(session -> session.isAtHomeOn(loop))
                                .forEach(LoadEngine::checkGrant),
                        EngineSession.GRANT_CHECK_MILLIS,
                        EngineSession.GRANT_CHECK_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static void checkGrant(EngineSession session) {
        try {
            session.checkGrant();
        } catch (RuntimeException e) {
            session.failed(Failure.from(e)); // the others still want to be looked at
        }
    }

    /** The sockets that load travels on. */
    public LoadSockets sockets() {
        return sockets;
    }

    /**
     * Opens a session's streams and, on the near side, proves the path. The listener hears the rest.
     *
     * @throws ranload.session.FailureException {@code session_exists} when a session of this name is still open
     */
    public void prepare(SessionSpec spec, SessionListener listener) {
        EngineLoop home = anyLoop();
        EngineSession session = new EngineSession(
                spec, listener, home, clock, wall, nics, nicStates, () -> sessions.remove(spec.session()));
        if (sessions.putIfAbsent(spec.session(), session) != null) {
            throw Failure.of("session_exists", "session " + spec.session() + " is still open here")
                    .asException();
        }
        SessionKeys keys = new SessionKeys(spec.session(), spec.sessionKey());
        List<StreamContext> contexts = new ArrayList<>();
        for (StreamSpec stream : spec.streams()) {
            EngineLoop loop = contexts.isEmpty() ? home : anyLoop();
            contexts.add(new StreamContext(session, spec, stream, keys, loop, anyPacer(), clock, hostCpu, random));
        }
        session.prepare(contexts);
    }

    /**
     * Starts a prepared session; one that is not (any more) prepared is left alone.
     *
     * @param delayNanos from now to the first due time
     */
    public void start(SessionId session, long delayNanos) {
        EngineSession known = sessions.get(session);
        if (known != null) {
            known.start(delayNanos);
        }
    }

    /** Lets a session's load go on for this long from now; a session that is not open is left alone. */
    public void renew(SessionId session, long ttlNanos) {
        EngineSession known = sessions.get(session);
        if (known != null) {
            known.renew(ttlNanos);
        }
    }

    /** Ends a session's load now; rows and results still follow. One that is not open is left alone. */
    public void stop(SessionId session, Failure cause) {
        EngineSession known = sessions.get(session);
        if (known != null) {
            known.stop(cause);
        }
    }

    /** True from {@link #prepare} until the session's listener hears that it is closed. */
    public boolean runs(SessionId session) {
        return sessions.containsKey(session);
    }

    /**
     * Stops every session, and ends the threads once all are closed, at the latest after 5 s. Returns at once. No
     * session is to be prepared after this.
     */
    @Override
    public void close() {
        Failure cause = Failure.of("agent_closing", "the agent is ending");
        sessions.values().forEach(session -> session.stop(cause));
        endThreadsWhenIdle(MAX_IDLE_CHECKS);
    }

    private void endThreadsWhenIdle(int checksLeft) {
        if (sessions.isEmpty() || checksLeft == 0) {
            pacers.forEach(Pacer::close);
            var unused = group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            loops.get(0).after(IDLE_CHECK_NANOS, () -> endThreadsWhenIdle(checksLeft - 1));
        }
    }

    private EngineLoop anyLoop() {
        return loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
    }

    private Pacer anyPacer() {
        return pacers.get(Math.floorMod(nextPacer.getAndIncrement(), pacers.size()));
    }
}
