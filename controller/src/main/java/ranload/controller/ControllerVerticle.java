package ranload.controller;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.BuildInfo;
import ranload.bus.TypedBus;
import ranload.controller.api.Api;
import ranload.controller.api.Backend;
import ranload.controller.api.access.ApiServer;
import ranload.controller.api.bridge.TcpBridge;
import ranload.controller.config.ControllerConfig;
import ranload.controller.dialin.AgentDoor;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Fleet;
import ranload.controller.fleet.FleetTiming;
import ranload.controller.live.JvmMeters;
import ranload.controller.live.LivePublisher;
import ranload.controller.live.Meters;
import ranload.controller.session.Limits;
import ranload.controller.session.SessionService;
import ranload.controller.session.Timing;
import ranload.controller.store.SessionStore;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * A controller: makes its parts in their order and ends them in the opposite one. Wiring only; confined to its event
 * loop, except where it says otherwise.
 */
public final class ControllerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerVerticle.class);

    private final ControllerConfig config;
    private final LaunchPaths paths;
    private final FaultPoint faults;
    private SessionStore store;
    private Fleet fleet;
    private SessionService sessions;
    private volatile ApiServer server;
    private volatile TcpBridge bridge;
    private volatile AgentDoor door;

    public ControllerVerticle(ControllerConfig config, LaunchPaths paths, FaultPoint faults) {
        this.config = config;
        this.paths = paths;
        this.faults = faults;
    }

    /** The TCP port that REST is served on, once the verticle is deployed. May be called from any thread. */
    public int port() {
        return server.port();
    }

    /** Where watchers reach the event bus by plain TCP; empty where they do not. May be called from any thread. */
    public Optional<String> eventBus() {
        return Optional.ofNullable(bridge).map(TcpBridge::place);
    }

    /** Where agents dial in, and what their certificate is known by; empty where they do not. Any thread. */
    public Optional<String> agents() {
        return Optional.ofNullable(door)
                .map(open -> config.agents().host() + ":" + open.port() + " (SHA256:" + open.fingerprint() + ")");
    }

    @Override
    public Future<?> start() {
        return SessionStore.open(vertx, config.databasePath())
                .compose(opened -> serve(opened))
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    private Future<Void> serve(SessionStore opened) {
        store = opened;
        String build = BuildInfo.current().buildId();
        ConfiguredLaunchers launchers = new ConfiguredLaunchers(config, paths);
        Environments environments = launchers.environments();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JvmMeters.bind(registry);
        Meters meters = new Meters(registry);
        store.onTransaction(meters::transaction);
        LivePublisher live = new LivePublisher(new TypedBus(vertx.eventBus()), meters);
        fleet = new Fleet(vertx, launchers, FleetTiming.DEFAULT, store.controllerId(), build, null);
        sessions = new SessionService(
                vertx, fleet, environments, store, live, Limits.of(config.limits()), Timing.DEFAULT, build, faults);
        sessions.open();
        fleet.onEvent(event -> fleet.agent(event.agent()).onSuccess(live::agent));
        return Api.start(new Backend(vertx, store, sessions, fleet, environments, meters), config.http())
                .onSuccess(listening -> server = listening)
                .compose(listening -> openBridge())
                .compose(listening -> openDoor(build))
                .onSuccess(listening -> beginWork())
                .mapEmpty();
    }

    private Future<Void> openBridge() {
        return config.eventBus().isOn()
                ? TcpBridge.listen(vertx, config.eventBus(), config.http().tokenFile())
                        .onSuccess(listening -> bridge = listening)
                        .mapEmpty()
                : Future.succeededFuture();
    }

    private Future<Void> openDoor(String build) {
        return config.agents().isOn()
                ? AgentDoor.open(vertx, config.agents(), build, fleet::expect, fleet::connected)
                        .onSuccess(open -> door = open)
                        .mapEmpty()
                : Future.succeededFuture();
    }

    /** What nobody has to wait for: the near agent, and the sessions that an earlier run left. */
    private void beginWork() {
        fleet.near(AgentId.NEAR).onFailure(this::nearDoesNotRun);
        sessions.recover().onFailure(cause -> LOG.error("sessions of an earlier run stay unended", cause));
    }

    /** A command that asked one thing ends before its agent has started: nothing to warn of. */
    private void nearDoesNotRun(Throwable cause) {
        if (!Failure.from(cause).code().equals("closing")) {
            LOG.warn("the near agent does not run: {}", cause.getMessage());
        }
    }

    /** Takes no more calls, stops what runs, ends every agent, closes the database; each within a bound of its own. */
    @Override
    public Future<?> stop() {
        if (door != null) {
            door.close();
        }
        return (bridge == null ? Future.<Void>succeededFuture() : bridge.close())
                .eventually(() -> server == null ? Future.succeededFuture() : server.close())
                .eventually(() -> sessions == null ? Future.succeededFuture() : sessions.close())
                .eventually(() -> fleet == null ? Future.succeededFuture() : fleet.close())
                .eventually(() -> store == null ? Future.succeededFuture() : store.close());
    }
}
