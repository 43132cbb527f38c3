package ranload.controller.cli;

import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.ControllerVerticle;
import ranload.controller.config.ControllerConfig;

/** A controller in this process. Thread-safe. */
final class OwnController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnController.class);
    private static final long START_SECONDS = 60;
    private static final long CLOSE_SECONDS = 20;

    private final Vertx vertx;
    private final ControllerVerticle verticle;

    private OwnController(Vertx vertx, ControllerVerticle verticle) {
        this.vertx = vertx;
        this.verticle = verticle;
    }

    /**
     * Starts it; it listens when this returns, after 60 s at the latest.
     *
     * @throws CommandFailed when it does not start
     */
    static OwnController start(Host host, ControllerConfig config) {
        OwnController controller =
                new OwnController(Vertx.vertx(), new ControllerVerticle(config, host.launchPaths(), host.faults()));
        try {
            controller.vertx.deployVerticle(controller.verticle).await(START_SECONDS, TimeUnit.SECONDS);
            return controller;
        } catch (Exception e) {
            controller.close();
            throw new CommandFailed(ExitCode.NO_CONTROLLER, "the controller did not start: " + e.getMessage());
        }
    }

    Vertx vertx() {
        return vertx;
    }

    /** The port it listens on. */
    int port() {
        return verticle.port();
    }

    /** Where watchers reach the event bus by plain TCP; empty where they do not. */
    Optional<String> eventBus() {
        return verticle.eventBus();
    }

    /** Where agents dial in, and what their certificate is known by; empty where they do not. */
    Optional<String> agents() {
        return verticle.agents();
    }

    /** Ends it and its agents, at the latest after 20 s. */
    @Override
    public void close() {
        try {
            vertx.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("the controller took more than {} s to end", CLOSE_SECONDS);
        }
    }
}
