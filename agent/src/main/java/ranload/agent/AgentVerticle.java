package ranload.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.agent.control.AgentControl;
import ranload.agent.control.Spool;
import ranload.agent.engine.LoadEngine;
import ranload.agent.net.LoadSockets;
import ranload.agent.policy.LocalPolicy;
import ranload.bus.Addresses;
import ranload.bus.TypedBus;
import ranload.link.AgentSettings;
import ranload.link.BusLink;
import ranload.link.BytePipe;
import ranload.link.LinkPolicy;
import ranload.session.Failure;
import ranload.time.NanoClock;

/** One agent: link, commands, spool and engine wired together. Confined to its context but for what says otherwise. */
public final class AgentVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AgentVerticle.class);

    /** A session whose controller has fallen silent may end by itself within this time. */
    private static final long SILENT_CONTROLLER_MILLIS = 60_000;

    private static final long LAST_WORDS_MILLIS = 200;

    /** An agent that hears nothing for this long, and has nothing to do, ends: whoever needs one starts another. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(60);

    private static final long LOOK_EVERY_MILLIS = 5_000;

    /** Without a link: for what may have ended meanwhile. */
    private static final long LOOK_ALONE_EVERY_MILLIS = 250;

    private final AgentSettings settings;
    private final Spool spool;
    private final LocalPolicy policy;
    private final LoadSockets sockets;
    private final BytePipe pipe;
    private final Life life;
    private volatile boolean resumable;
    private volatile Context home;
    private LoadEngine engine;
    private AgentControl control;
    private BusLink link;
    private boolean linked;
    private BytePipe successor;
    private Long waitTimer;
    private boolean leaving;
    private boolean finished;

    /** What becomes of an agent; told on its context. */
    public interface Life {
        /**
         * A link to the controller is there, as far as can be told. Said from time to time, since the end of an earlier
         * link may be noticed later than this one.
         */
        void linked();

        /** That link has ended, in whatever way; another one may follow at once, or much later, or never. */
        void unlinked();

        /** It ends: nobody can come back to it, and sessions are being stopped. May be said again. */
        void leaving();

        /** All sessions have ended and the spool is closed; said once, with the reason. */
        void ended(Failure reason);
    }

    /**
     * @param policy what the owner of this host allows
     * @param sockets that load travels on
     * @param pipe to the controller, past the preamble
     */
    public AgentVerticle(
            AgentSettings settings, Spool spool, LocalPolicy policy, LoadSockets sockets, BytePipe pipe, Life life) {
        this.settings = settings;
        this.spool = spool;
        this.policy = policy;
        this.sockets = sockets;
        this.pipe = pipe;
        this.life = life;
        this.resumable = settings.isResumable();
    }

    @Override
    public Future<?> start() {
        home = context;
        engine = new LoadEngine(NanoClock.SYSTEM, InstantSource.system(), sockets);
        control = new AgentControl(vertx, settings.agentId(), engine, spool, policy, InstantSource.system());
        new TypedBus(vertx.eventBus()).answer(Addresses.command(settings.agentId()), control::handle);
        join(pipe);
        vertx.setPeriodic(LOOK_EVERY_MILLIS, id -> look());
        return control.greet();
    }

    /** There is no way back to this agent after all. Any thread. */
    public void endWithItsLink() {
        resumable = false;
    }

    /**
     * The controller has come back: this link takes the place of the one before, whether that is known to be broken or
     * not. Any thread.
     *
     * @param next past the preamble
     */
    public void resume(BytePipe next) {
        Context mine = home;
        if (mine == null) {
            next.close(); // it has not even begun
        } else {
            mine.runOnContext(none -> succeed(next));
        }
    }

    /** Ends all sessions for this cause, tells the controller, and ends the link. Any thread. */
    public void end(Failure cause) {
        home.runOnContext(none -> {
            leaving = true;
            life.leaving();
            stopWaiting();
            control.sayBye(cause.message());
            control.stopAll(cause)
                    .onComplete(stopped -> vertx.setTimer(LAST_WORDS_MILLIS, id -> {
                        if (linked) {
                            link.close();
                        } else {
                            finish(cause);
                        }
                    }));
        });
    }

    private void join(BytePipe next) {
        link = BusLink.join(vertx, next, LinkPolicy.agentSide(settings.agentId()), this::linkClosed);
        linked = true;
        life.linked();
    }

    private void succeed(BytePipe next) {
        if (leaving) {
            next.close();
            return;
        }
        if (successor != null) {
            successor.close();
        }
        successor = next;
        if (linked) {
            link.close("was replaced by a newer one");
        } else {
            takeUp();
        }
    }

    private void takeUp() {
        stopWaiting();
        BytePipe next = successor;
        successor = null;
        LOG.info("resumed by the controller");
        join(next);
        control.greetAgain();
    }

    /** The link itself is given up much later, since what runs outlives a radio drop. */
    private void look() {
        if (!linked) {
            return;
        }
        life.linked();
        if (link.quiet().compareTo(LEFT_ALONE) > 0 && control.mayBeReplaced()) {
            LOG.warn("nothing heard of the controller for {}, nothing to do: ending", link.quiet());
            link.close();
        }
    }

    private void linkClosed(Failure reason) {
        linked = false;
        life.unlinked();
        control.linkLost();
        Resumption resumption = Resumption.after(resumable, NanoClock.SYSTEM.nanoTime());
        if (successor != null) {
            takeUp();
        } else if (!leaving && waits(resumption)) {
            LOG.warn("waiting for the controller to come back: {}", reason.message());
            waitTimer = vertx.setPeriodic(LOOK_ALONE_EVERY_MILLIS, id -> {
                if (!waits(resumption)) {
                    stopWaiting();
                    leave(reason);
                }
            });
        } else {
            leave(reason);
        }
    }

    private boolean waits(Resumption resumption) {
        return resumption.waits(NanoClock.SYSTEM.nanoTime(), control.isDismissed(), control.mayBeReplaced());
    }

    private void stopWaiting() {
        if (waitTimer != null) {
            vertx.cancelTimer(waitTimer);
            waitTimer = null;
        }
    }

    private void leave(Failure reason) {
        leaving = true;
        Failure cause = Failure.of("controller_lost", "the agent has lost its controller: " + reason.message());
        if (reason.code().equals("link_silent") && !resumable) {
            long timer = vertx.setTimer(SILENT_CONTROLLER_MILLIS, id -> control.stopAll(cause));
            control.untilIdle().onComplete(idle -> {
                vertx.cancelTimer(timer);
                finish(reason);
            });
        } else {
            life.leaving();
            control.stopAll(cause).onComplete(stopped -> finish(reason));
        }
    }

    /** A signal and a link that is lost may each lead here. */
    private void finish(Failure reason) {
        if (finished) {
            return;
        }
        finished = true;
        engine.close();
        try {
            spool.close();
        } catch (IOException e) {
            LOG.warn("spool does not close: {}", e.toString());
        }
        life.ended(reason);
    }
}
