package ranload.controller.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.ControllerVerticle;
import ranload.controller.FarProcess;
import ranload.controller.FaultPoint;
import ranload.controller.LaunchPaths;
import ranload.controller.bench.host.AgentProcesses;
import ranload.controller.bench.host.CpuTime;
import ranload.controller.bench.host.Lane;
import ranload.controller.config.AgentsConfig;
import ranload.controller.config.ControllerConfig;
import ranload.controller.config.EventBusConfig;
import ranload.controller.config.HttpConfig;
import ranload.controller.config.LimitsConfig;
import ranload.session.Failure;

/**
 * A whole controller in this process, whose agents run at the two ends of a lane: what it does is asked for by REST, as
 * anybody would. Thread-safe.
 */
public final class OwnController implements AutoCloseable {
    /** The far end's name. */
    public static final String ENVIRONMENT = "bench";

    private static final Logger LOG = LoggerFactory.getLogger(OwnController.class);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration CLOSE = Duration.ofSeconds(20);
    private static final Duration BEYOND_LOAD = Duration.ofMinutes(2);
    private static final Set<String> DONE = Set.of("complete", "complete_with_outage");
    private static final LimitsConfig ROOM = new LimitsConfig(1_000_000, 86_400, 20_000);

    private final Vertx vertx;
    private final Rest rest;
    private final AgentProcesses agents;
    private final Lane lane;

    private OwnController(Vertx vertx, Rest rest, AgentProcesses agents, Lane lane) {
        this.vertx = vertx;
        this.rest = rest;
        this.agents = agents;
        this.lane = lane;
    }

    /**
     * Starts it; it listens when this returns, and its near agent is on its way.
     *
     * @param paths how agents are started on this machine
     * @param database new, or one that an earlier controller left
     */
    public static OwnController start(LaunchPaths paths, Lane lane, Path database) {
        FarProcess far = new FarProcess(ENVIRONMENT, lane.farAddress(), lane.farPrefix());
        ControllerConfig config = new ControllerConfig(
                database, Map.of(), HttpConfig.DEFAULT.withPort(0), EventBusConfig.NONE, AgentsConfig.NONE, ROOM);
        Vertx vertx = Vertx.vertx();
        ControllerVerticle verticle =
                new ControllerVerticle(config, paths.withEnds(lane.nearPrefix(), far), FaultPoint.NONE);
        try {
            vertx.deployVerticle(verticle).await(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            close(vertx);
            throw Failure.of("bench_refused", "the controller did not start: " + e.getMessage())
                    .asException();
        }
        return new OwnController(vertx, new Rest(verticle.port()), new AgentProcesses(paths.agentJar()), lane);
    }

    public Vertx vertx() {
        return vertx;
    }

    public Rest rest() {
        return rest;
    }

    /** Starts a session with these form fields; its id. */
    long create(Map<String, String> form) throws InterruptedException {
        return rest.create(form);
    }

    /**
     * Waits for a session's end.
     *
     * @throws ranload.session.FailureException when it did not run as planned
     */
    public void awaitEnd(long session, int loadSeconds) throws InterruptedException {
        rest.awaitEnd(session, BEYOND_LOAD.plusSeconds(loadSeconds));
        JsonObject details = rest.session(session);
        if (!DONE.contains(details.getString("state"))) {
            String why = "session " + session + " is " + details.getString("state") + ": " + details.getValue("cause");
            throw Failure.of("bench_session_failed", why).asException();
        }
    }

    JsonArray rows(long session) throws InterruptedException {
        return rest.rows(session);
    }

    /** Processor time of the near agent so far, seconds; NaN when it does not run. */
    public double nearCpuSeconds() {
        return agents.cpuSeconds(lane.near());
    }

    /** Likewise of the far agent. */
    public double farCpuSeconds() {
        return agents.cpuSeconds(lane.far());
    }

    /** Processor time of this whole process so far, seconds: the controller, and the bench that asks it. */
    public double controllerCpuSeconds() {
        return CpuTime.ofProcess(ProcessHandle.current().pid());
    }

    /** Ends it and its agents. */
    @Override
    public void close() {
        close(vertx);
    }

    private static void close(Vertx vertx) {
        boolean interrupted = Thread.interrupted(); // agents are ended in good order, whatever else goes on
        try {
            vertx.close().await(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("the controller took more than {} s to end", CLOSE.toSeconds());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
