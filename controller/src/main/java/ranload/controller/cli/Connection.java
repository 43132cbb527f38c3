package ranload.controller.cli;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.cli.rest.ControllerAddress;
import ranload.controller.cli.rest.ControllerClient;
import ranload.controller.cli.rest.LiveFollower;
import ranload.controller.cli.rest.SessionFollower;
import ranload.controller.config.ControllerConfig;
import ranload.time.NanoClock;

/**
 * A controller to talk to: one that runs elsewhere, or one of our own that ends with us. Either way it is spoken to over
 * REST alone.
 */
final class Connection implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Vertx vertx;
    private final ControllerClient client;
    private final Runnable atEnd;

    private Connection(Vertx vertx, ControllerAddress address, Runnable atEnd) {
        this.vertx = vertx;
        this.client = new ControllerClient(vertx, address);
        this.atEnd = atEnd;
    }

    /** To a controller that runs already, or so it is hoped: nothing is sent yet. */
    static Connection to(ControllerAddress address) {
        Vertx vertx = Vertx.vertx();
        return new Connection(vertx, address, () -> close(vertx));
    }

    /**
     * To a controller of our own on a free port of loopback.
     *
     * @param config what it knows and may do; where it listens is not taken from here
     * @param database its file; null for one that is thrown away
     * @throws CommandFailed when it does not start
     */
    static Connection toOwn(Host host, ControllerConfig config, Path database) {
        ScratchFolder scratch = host.scratch().get();
        try {
            ControllerConfig own = config.forOneself();
            OwnController controller = OwnController.start(
                    host,
                    own.withDatabasePath(database == null ? scratch.path().resolve("sessions.sqlite") : database));
            ControllerAddress address =
                    ControllerAddress.parse("http://" + own.http().host() + ":" + controller.port(), null, null);
            return new Connection(controller.vertx(), address, () -> {
                controller.close();
                scratch.close();
            });
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    /** The process ends anyway, so nothing is waited for that hangs. */
    private static void close(Vertx vertx) {
        try {
            vertx.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Vert.x did not close within {} s", CLOSE_SECONDS);
        }
    }

    ControllerClient client() {
        return client;
    }

    SessionFollower follower() {
        return new SessionFollower(vertx, client, NanoClock.SYSTEM);
    }

    LiveFollower liveFollower() {
        return new LiveFollower(vertx, client, NanoClock.SYSTEM);
    }

    @Override
    public void close() {
        atEnd.run();
    }
}
