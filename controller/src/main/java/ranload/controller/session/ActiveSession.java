package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.FaultPoint;
import ranload.controller.session.SessionAction.StoreEnds;
import ranload.controller.store.SessionStore;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionPlan;
import ranload.session.SessionState;

/**
 * Drives one {@link SessionRun}: turns what happens into its events and does what it asks for. Confined to its
 * service's Vert.x context.
 */
final class ActiveSession {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveSession.class);

    /** With 15 s each, the 4 min after which a silent link is given up. */
    private static final int MAX_DRAIN_EXTENSIONS = 16;

    /** With 15 s each, 20 min: in which an agent brings what its spools hold of thousands of sessions. */
    private static final int MAX_ARREARS_EXTENSIONS = 80;

    /** What comes within the first of so many parts of the time for it comes at once. */
    private static final int PROMPT_PARTS = 5;

    private final Vertx vertx;
    private final SessionStore store;
    private final StoreWriter writer;
    private final AgentCalls calls;
    private final Supplier<Future<Void>> reachAgents;
    private final BooleanSupplier outOfReach;
    private final BooleanSupplier behind;
    private final Duration drain;
    private final InstantSource wall;
    private final FaultPoint faults;
    private final List<Long> timers = new ArrayList<>();
    private final Promise<Void> ended = Promise.promise();
    private SessionRun run;

    /** Null until its load is over. */
    private Instant drainingSince;

    /**
     * @param reachAgents brings both agents up
     * @param outOfReach true while either agent's link is silent, as it is during a radio drop, or made anew
     * @param behind true while either agent brings rows of sessions whose load is over
     * @param faults hit before each action, as {@code action} and by the name of its class
     */
    ActiveSession(
            Vertx vertx,
            SessionStore store,
            StoreWriter writer,
            AgentCalls calls,
            Supplier<Future<Void>> reachAgents,
            BooleanSupplier outOfReach,
            BooleanSupplier behind,
            InstantSource wall,
            FaultPoint faults,
            SessionRun run) {
        this.vertx = vertx;
        this.store = store;
        this.writer = writer;
        this.calls = calls;
        this.reachAgents = reachAgents;
        this.outOfReach = outOfReach;
        this.behind = behind;
        this.drain = run.timing().drain();
        this.wall = wall;
        this.faults = faults;
        this.run = run;
    }

    SessionPlan plan() {
        return run.plan();
    }

    boolean holdsGrants() {
        return run.holdsGrants();
    }

    boolean isLoading() {
        return run.isLoading();
    }

    /** True when it still waits for rows or results that mostly come at once. */
    boolean isOverdue() {
        return drainingSince != null
                && Duration.between(drainingSince, wall.instant()).compareTo(drain.dividedBy(PROMPT_PARTS)) > 0;
    }

    boolean outlivesLinks() {
        return run.outlivesLinks();
    }

    boolean needs(AgentId agent) {
        return plan().near().equals(agent) || plan().far().equals(agent);
    }

    /** Done when its end is stored. */
    Future<Void> ended() {
        return ended.future();
    }

    void on(SessionEvent event) {
        SessionRun.Step step = run.on(event, wall.instant());
        run = step.next();
        step.actions().forEach(this::act);
    }

    private void act(SessionAction action) {
        faults.hit("action");
        faults.hit(action.getClass().getSimpleName());
        if (action instanceof SessionAction.StoreState change) {
            store(change);
        } else if (action instanceof SessionAction.ReachAgents) {
            reachAgents
                    .get()
                    .onSuccess(both -> on(new SessionEvent.AgentsReached()))
                    .onFailure(this::failed);
        } else if (action instanceof SessionAction.PrepareFar) {
            calls.prepareFar()
                    .onSuccess(streams -> on(new SessionEvent.FarPrepared(streams)))
                    .onFailure(this::failed);
        } else if (action instanceof SessionAction.PrepareNear near) {
            calls.prepareNear(near.farStreams())
                    .onSuccess(streams -> on(new SessionEvent.NearPrepared(streams)))
                    .onFailure(this::failed);
        } else if (action instanceof StoreEnds ends) {
            writer.ends(
                            ends.near().localAddress(),
                            ends.near().localPort(),
                            plan().farAddress(),
                            ends.far().localPort())
                    .onFailure(this::failed);
        } else if (action instanceof SessionAction.StartBoth) {
            writer.inserted()
                    .compose(stored -> calls.start())
                    .onSuccess(both -> on(new SessionEvent.Started()))
                    .onFailure(this::failed);
        } else if (action instanceof SessionAction.StopSides stop) {
            stop.sides().forEach(side -> calls.stop(side, stop.cause())
                    .onFailure(cause -> LOG.info(
                            "session {}: {} agent not told to stop: {}",
                            plan().id(),
                            side.code(),
                            cause.getMessage())));
        } else if (action instanceof SessionAction.CheckData) {
            store.isDataComplete(plan().id())
                    .onSuccess(complete -> on(new SessionEvent.DataChecked(complete)))
                    .onFailure(this::failed);
        } else if (action instanceof SessionAction.Arm arm && arm.deadline() == SessionEvent.Deadline.DRAIN) {
            drainWithin(arm.in(), false, MAX_DRAIN_EXTENSIONS, MAX_ARREARS_EXTENSIONS);
        } else if (action instanceof SessionAction.Arm arm) {
            later(arm.in(), new SessionEvent.DeadlinePassed(arm.deadline()));
        } else if (action instanceof SessionAction.ArmLoadTime load) {
            later(load.in(), new SessionEvent.LoadTimeOver());
        } else if (action instanceof SessionAction.Finish) {
            timers.forEach(vertx::cancelTimer);
            writer.settled().onComplete(stored -> ended.complete());
        } else {
            throw new IllegalStateException("no way to do " + action);
        }
    }

    private void store(SessionAction.StoreState change) {
        if (change.state() == SessionState.DRAINING) {
            drainingSince = change.at();
        }
        writer.state(change.state(), change.cause(), change.at()).onFailure(cause -> {
            if (writer.inserted().failed()) {
                failed(cause); // whoever asked for the session is told, and there is nothing to correct
            } else if (change.state().isEnd()) {
                LOG.error(
                        "session {} has ended as {}, which could not be stored; the next start of the controller"
                                + " ends it",
                        plan().id(),
                        change.state().code(),
                        cause);
            } else {
                failed(cause);
            }
        });
    }

    private void failed(Throwable cause) {
        on(new SessionEvent.StepFailed(Failure.from(cause)));
    }

    /**
     * While the link to an agent is silent its last rows cannot come; they have as long again once it is heard. Nor can
     * they while it has those of other sessions to bring first; or while the store takes nothing, which somebody has to
     * mend: that time does not count at all.
     */
    private void drainWithin(Duration in, boolean wasSilent, int silences, int arrears) {
        timers.add(vertx.setTimer(Math.max(1, in.toMillis()), timer -> {
            boolean silent = outOfReach.getAsBoolean();
            if (writer.isHeldUp()) {
                drainWithin(drain, wasSilent || silent, silences, arrears);
            } else if ((silent || wasSilent) && silences > 0) {
                drainWithin(drain, silent, silences - 1, arrears);
            } else if (behind.getAsBoolean() && arrears > 0) {
                drainWithin(drain, false, silences, arrears - 1);
            } else {
                on(new SessionEvent.DeadlinePassed(SessionEvent.Deadline.DRAIN));
            }
        }));
    }

    private void later(Duration in, SessionEvent event) {
        timers.add(vertx.setTimer(Math.max(1, in.toMillis()), timer -> on(event)));
    }
}
