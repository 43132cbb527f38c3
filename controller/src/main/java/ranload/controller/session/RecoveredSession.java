package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.fleet.AgentLink;
import ranload.controller.store.SessionStore;
import ranload.session.Failure;
import ranload.session.SessionPlan;
import ranload.session.SessionState;
import ranload.time.NanoClock;

/**
 * One session that an earlier process of the controller left unended. It ends when it turns out whole, when its agents
 * have nothing more to say, or at the bound on recovery. Confined to its service's Vert.x context.
 */
final class RecoveredSession {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveredSession.class);

    /** An agent that was started with a spool sends it at once; this long without a word, it has said all. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private static final Failure RESTARTED =
            Failure.of("controller_restart", "the controller ended while the session was under way");

    private final Vertx vertx;
    private final SessionStore store;
    private final StoreWriter writer;
    private final Timing timing;
    private final NanoClock clock;
    private final SessionPlan plan;
    private final Promise<Void> ended = Promise.promise();
    private final long startedNanos;
    private long heardNanos;
    private boolean agentsAsked;
    private boolean looking;

    RecoveredSession(
            Vertx vertx, SessionStore store, StoreWriter writer, Timing timing, NanoClock clock, SessionPlan plan) {
        this.vertx = vertx;
        this.store = store;
        this.writer = writer;
        this.timing = timing;
        this.clock = clock;
        this.plan = plan;
        this.startedNanos = clock.nanoTime();
        this.heardNanos = startedNanos;
    }

    SessionPlan plan() {
        return plan;
    }

    /** Done when its end is stored. */
    Future<Void> ended() {
        return ended.future();
    }

    /** @param agents its two agents, being started */
    void start(List<Future<AgentLink>> agents) {
        Future.join(agents).onComplete(settled -> {
            agentsAsked = true;
            heard();
        });
        vertx.setPeriodic(LOOK_EVERY.toMillis(), timer -> {
            if (ended.future().isComplete()) {
                vertx.cancelTimer(timer);
            } else if (!looking) {
                looking = true;
                look().onFailure(cause -> LOG.warn("session {}: {}", plan.id(), cause.getMessage()))
                        .onComplete(done -> looking = false);
            }
        });
    }

    /** Something of it was stored. */
    void heard() {
        heardNanos = clock.nanoTime();
    }

    private Future<Void> look() {
        long now = clock.nanoTime();
        boolean silent = agentsAsked && now - heardNanos > QUIET.toNanos();
        boolean late = now - startedNanos > timing.recovery().toNanos();
        return store.isDataComplete(plan.id()).compose(whole -> {
            if (whole) {
                return store.session(plan.id()).compose(found -> end(ranAsPlanned(found.orElseGet(JsonObject::new))));
            }
            return silent || late ? end(interrupted()) : Future.succeededFuture();
        });
    }

    private Future<Void> end(Ending how) {
        return writer.state(how.state(), how.cause(), Instant.now())
                .onFailure(cause -> LOG.error("session {} stays unended until the next start", plan.id(), cause))
                .onComplete(done -> ended.tryComplete());
    }

    private static Ending interrupted() {
        return new Ending(SessionState.INTERRUPTED, RESTARTED, false);
    }

    /** All rows and results are there; whether they cover the planned time, the results say. */
    private static Ending ranAsPlanned(JsonObject details) {
        boolean outage = !details.getJsonArray("outages").isEmpty();
        for (Object each : details.getJsonArray("results")) {
            JsonObject result = (JsonObject) each;
            if (result.getValue("cause") != null) {
                return interrupted();
            }
            outage |= result.getDouble("outage_ms") > 0;
        }
        return Ending.complete(outage);
    }
}
