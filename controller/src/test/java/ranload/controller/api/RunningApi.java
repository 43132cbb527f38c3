package ranload.controller.api;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import ranload.bus.BuildInfo;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.controller.FaultPoint;
import ranload.controller.api.access.ApiServer;
import ranload.controller.config.HttpConfig;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Fleet;
import ranload.controller.fleet.FleetTiming;
import ranload.controller.fleet.Launchers;
import ranload.controller.live.LivePublisher;
import ranload.controller.live.Meters;
import ranload.controller.session.Limits;
import ranload.controller.session.SessionService;
import ranload.controller.session.Timing;
import ranload.controller.store.SessionStore;
import ranload.sample.IntervalRow;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.SessionState;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.unit.BitRate;

/** The real interface on a real port with a real store on a file; only the agents are as the test would have them. */
final class RunningApi implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final String BUILD = BuildInfo.current().buildId();
    static final HttpConfig ANY_PORT = HttpConfig.DEFAULT.withPort(0);

    final Vertx vertx = Vertx.vertx();
    final SessionStore store;
    final LivePublisher live;
    final SessionService sessions;
    final Backend backend;
    final ApiServer server;
    private final Fleet fleet;

    RunningApi(Path folder, HttpConfig http, Launchers launchers) {
        this.store = get(SessionStore.open(vertx, folder.resolve("sessions.sqlite")));
        Meters meters = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        this.live = new LivePublisher(new TypedBus(vertx.eventBus()), meters);
        Environments environments = new Environments(List.of());
        // Fleet and service belong to the context that makes them.
        Promise<Fleet> made = Promise.promise();
        Promise<SessionService> opened = Promise.promise();
        vertx.runOnContext(on -> {
            Fleet agents =
                    new Fleet(vertx, launchers, FleetTiming.DEFAULT, store.controllerId(), BUILD, folder.toString());
            SessionService service = new SessionService(
                    vertx,
                    agents,
                    environments,
                    store,
                    live,
                    new Limits(1000, 3600, 50),
                    Timing.DEFAULT,
                    BUILD,
                    FaultPoint.NONE);
            service.open();
            made.complete(agents);
            opened.complete(service);
        });
        this.fleet = get(made.future());
        this.sessions = get(opened.future());
        this.backend = new Backend(vertx, store, sessions, fleet, environments, meters);
        this.server = get(Api.start(backend, http));
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    /** Stores a session in both directions, as if it had been created at {@link #START} plus {@code id} ms. */
    SessionId seed(String environment, String label) {
        SessionId id = store.nextId(START.toEpochMilli());
        SessionRequest request = new SessionRequest(
                DirectionChoice.BOTH,
                new RateProfile.Constant(new BitRate(10_000_000)),
                5,
                "lo",
                environment,
                1400,
                null,
                null,
                0,
                Transport.UDP,
                1,
                0,
                label,
                100,
                Pacing.BALANCED);
        StreamSpec stream = new StreamSpec(
                0, DirectionChoice.BOTH, Transport.UDP, request.bandwidth(), 1400, 0, 100, Pacing.BALANCED, 0, 0, 0);
        get(store.insert(new SessionPlan(
                id,
                Instant.ofEpochMilli(id.value()),
                request,
                "lo",
                "127.0.0.1",
                "localhost",
                "127.0.0.1",
                AgentId.NEAR,
                new AgentId("far-test"),
                List.of(stream),
                "test")));
        return id;
    }

    /** Stores and publishes a state. */
    void state(SessionId id, SessionState state, Failure cause) {
        get(store.setState(id, state, cause, START.plusSeconds(60)));
        live.state(id, state, cause);
    }

    /** Stores and publishes the receiver's half of a second. */
    void receive(SessionId id, Direction direction, int interval, long packets) {
        commit(received(id, direction, interval, packets));
    }

    private static ReceiverRow received(SessionId id, Direction direction, int interval, long packets) {
        return new ReceiverRow(
                id,
                direction,
                0,
                interval,
                START.plusSeconds(interval),
                1_000_000_000,
                packets * 1000,
                packets,
                packets,
                0,
                0,
                0,
                1_000_000,
                0,
                LossRuns.NONE,
                0,
                new Percentiles(1, 2, 3, 4),
                -1,
                packets * 1042);
    }

    /** Stores and publishes the sender's half of a second. */
    void send(SessionId id, Direction direction, int interval, long packets) {
        commit(new SenderRow(
                id,
                direction,
                0,
                interval,
                START.plusSeconds(interval),
                1_000_000_000,
                packets * 1000,
                packets,
                0,
                0,
                0,
                0,
                new Percentiles(2, 4, 5, 6),
                1,
                -1,
                -1,
                packets * 1042));
    }

    /** Stores the receiver's half of many seconds at once, without a word to watchers. */
    void storeReceived(SessionId id, Direction direction, int firstInterval, int count) {
        for (int first = firstInterval; first < firstInterval + count; first += RowBatch.MAX_ROWS) {
            int end = Math.min(first + RowBatch.MAX_ROWS, firstInterval + count);
            List<IntervalRow> rows = IntStream.range(first, end)
                    .<IntervalRow>mapToObj(interval -> received(id, direction, interval, 1))
                    .toList();
            get(store.commit(new RowBatch(AgentId.NEAR, rows)));
        }
    }

    private void commit(IntervalRow row) {
        live.rows(get(store.commit(new RowBatch(AgentId.NEAR, List.of(row)))), Duration.ofMillis(1));
    }

    /** What the future comes to within 30 s. */
    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        get(server.close().eventually(sessions::close).eventually(fleet::close).eventually(store::close));
        get(vertx.close());
    }
}
