package ranload.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
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

/** One agent: link, commands, spool and engine wired together. Confined to its context but for {@link #end}. */
public final class AgentVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AgentVerticle.class);

    /** A session whose controller has fallen silent may end by itself within this time. */
    private static final long SILENT_CONTROLLER_MILLIS = 60_000;

    private static final long LAST_WORDS_MILLIS = 200;

    /** An agent that hears nothing for this long, and has nothing to do, ends: whoever needs one starts another. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(60);

    private static final long LOOK_EVERY_MILLIS = 5_000;

    private final AgentSettings settings;
    private final Spool spool;
    private final LocalPolicy policy;
    private final LoadSockets sockets;
    private final BytePipe pipe;
    private final Consumer<Failure> onEnded;
    private Context home;
    private LoadEngine engine;
    private AgentControl control;
    private BusLink link;

    /**
     * @param policy what the owner of this host allows
     * @param sockets that load travels on
     * @param pipe to the controller, past the preamble
     * @param onEnded told once, with the reason, when all sessions have ended and the spool is closed
     */
    public AgentVerticle(
            AgentSettings settings,
            Spool spool,
            LocalPolicy policy,
            LoadSockets sockets,
            BytePipe pipe,
            Consumer<Failure> onEnded) {
        this.settings = settings;
        this.spool = spool;
        this.policy = policy;
        this.sockets = sockets;
        this.pipe = pipe;
        this.onEnded = onEnded;
    }

    @Override
    public Future<?> start() {
        home = context;
        engine = new LoadEngine(NanoClock.SYSTEM, InstantSource.system(), sockets);
        control = new AgentControl(vertx, settings.agentId(), engine, spool, policy, InstantSource.system());
        new TypedBus(vertx.eventBus()).answer(Addresses.command(settings.agentId()), control::handle);
        link = BusLink.join(vertx, pipe, LinkPolicy.agentSide(settings.agentId()), this::linkClosed);
        vertx.setPeriodic(LOOK_EVERY_MILLIS, id -> endWhenLeftAlone());
        return control.greet();
    }

    /** Ends all sessions for this cause, tells the controller, and ends the link. Any thread. */
    public void end(Failure cause) {
        home.runOnContext(none -> {
            control.sayBye(cause.message());
            control.stopAll(cause).onComplete(stopped -> vertx.setTimer(LAST_WORDS_MILLIS, id -> link.close()));
        });
    }

    /** The link itself is given up much later, since what runs outlives a radio drop. */
    private void endWhenLeftAlone() {
        if (link.quiet().compareTo(LEFT_ALONE) > 0 && control.mayBeReplaced()) {
            LOG.warn("nothing heard of the controller for {}, nothing to do: ending", link.quiet());
            link.close();
        }
    }

    private void linkClosed(Failure reason) {
        control.linkLost();
        Failure cause = Failure.of("controller_lost", "the agent has lost its controller: " + reason.message());
        if (reason.code().equals("link_silent")) {
            long timer = vertx.setTimer(SILENT_CONTROLLER_MILLIS, id -> control.stopAll(cause));
            control.untilIdle().onComplete(idle -> {
                vertx.cancelTimer(timer);
                finish(reason);
            });
        } else {
            control.stopAll(cause).onComplete(stopped -> finish(reason));
        }
    }

    private void finish(Failure reason) {
        engine.close();
        try {
            spool.close();
        } catch (IOException e) {
            LOG.warn("spool does not close: {}", e.toString());
        }
        onEnded.accept(reason);
    }
}
