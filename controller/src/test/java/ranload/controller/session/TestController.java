package ranload.controller.session;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import ranload.bus.Addresses;
import ranload.bus.BuildInfo;
import ranload.bus.Outcome;
import ranload.bus.TypedBus;
import ranload.controller.FaultPoint;
import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Fleet;
import ranload.controller.fleet.FleetTiming;
import ranload.controller.fleet.Launchers;
import ranload.controller.live.LivePublisher;
import ranload.controller.live.Meters;
import ranload.controller.store.SessionStore;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;

/** A controller without REST, on a Vert.x of its own and a real store, for tests. */
final class TestController implements AutoCloseable {
    static final Timing TIMING = timing(Duration.ofSeconds(15));
    static final FleetTiming FLEET_TIMING = new FleetTiming(
            Duration.ofSeconds(15), Duration.ofMillis(50), 4, Duration.ofSeconds(30), Duration.ofSeconds(5));

    final Vertx vertx = Vertx.vertx();
    final SessionStore store;
    final List<JsonObject> published = new CopyOnWriteArrayList<>();
    Fleet fleet;
    SessionService service;

    private TestController(Path database, Launchers launchers, Limits limits, Timing timing, Path spool) {
        store = Outcome.of(SessionStore.open(vertx, database));
        TypedBus bus = new TypedBus(vertx.eventBus());
        Meters meters = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        bus.watch(Addresses.SESSIONS, published::add);
        Environments environments =
                new Environments(List.of(new Environment("lab", "203.0.113.1", 22, "load", null, true, false)));
        String build = BuildInfo.current().buildId();
        Promise<Void> built = Promise.promise();
        vertx.runOnContext(none -> {
            fleet = new Fleet(vertx, launchers, FLEET_TIMING, store.controllerId(), build, text(spool));
            service = new SessionService(
                    vertx,
                    fleet,
                    environments,
                    store,
                    new LivePublisher(bus, meters),
                    limits,
                    timing,
                    build,
                    FaultPoint.NONE);
            service.open();
            built.complete();
        });
        Outcome.of(built.future());
    }

    static TestController start(Path database, Launchers launchers) {
        return new TestController(database, launchers, new Limits(1_000, 1_000, 100), TIMING, null);
    }

    static TestController start(Path database, Launchers launchers, Timing timing) {
        return new TestController(database, launchers, new Limits(1_000, 1_000, 100), timing, null);
    }

    static TestController start(Path database, Launchers launchers, Limits limits) {
        return new TestController(database, launchers, limits, TIMING, null);
    }

    static TestController start(Path database, Launchers launchers, Path spool) {
        return new TestController(database, launchers, new Limits(100_000, 100, 100), Timing.DEFAULT, spool);
    }

    /** Quick where tests wait for it. */
    static Timing timing(Duration drain) {
        return timing(drain, Duration.ofMinutes(5));
    }

    /** One that ends agents soon that nobody needs. */
    static Timing impatient() {
        return timing(Duration.ofSeconds(3), Duration.ofMillis(500));
    }

    private static Timing timing(Duration drain, Duration idleFarAgent) {
        return new Timing(
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                drain,
                Duration.ofSeconds(1),
                Duration.ofMillis(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                idleFarAgent);
    }

    SessionPlan create(SessionRequest request) {
        return Outcome.of(service.create(request));
    }

    JsonObject session(SessionId id) {
        return Outcome.of(store.session(id)).orElseThrow();
    }

    String state(SessionId id) {
        return session(id).getString("state");
    }

    String cause(SessionId id) {
        JsonObject cause = session(id).getJsonObject("cause");
        return cause == null ? null : cause.getString("code");
    }

    List<JsonObject> rows(SessionId id) {
        List<JsonObject> rows = new ArrayList<>();
        Outcome.of(store.forEachRow(id, null, rows::add));
        return rows;
    }

    /** As kill -9: nothing more is stored, agents find their stdin ended, the database is no longer locked. */
    void crash() {
        Outcome.of(store.close());
        Outcome.of(fleet.close());
        Outcome.of(vertx.close());
    }

    @Override
    public void close() {
        Outcome.of(service.close()
                .compose(stopped -> fleet.close())
                .compose(gone -> store.close())
                .eventually(vertx::close)
                .recover(cause -> Future.failedFuture(new AssertionError(cause))));
    }

    private static String text(Path path) {
        return path == null ? null : path.toString();
    }
}
