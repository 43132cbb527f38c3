package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.fleet.AgentLink;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Fleet;
import ranload.controller.live.LivePublisher;
import ranload.controller.store.SessionStore;
import ranload.deploy.ssh.NicBinding;
import ranload.session.AgentId;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.time.NanoClock;

/**
 * Ends the sessions that an earlier process of the controller left unended. Their agents are started again; what these
 * still have is stored as it comes in; a session that turns out whole is complete, any other interrupted. Confined to
 * its service's Vert.x context.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Vertx vertx;
    private final SessionStore store;
    private final LivePublisher live;
    private final Timing timing;
    private final Fleet fleet;
    private final Environments environments;
    private final Map<SessionId, RecoveredSession> sessions = new HashMap<>();

    Recovery(
            Vertx vertx,
            SessionStore store,
            LivePublisher live,
            Timing timing,
            Fleet fleet,
            Environments environments) {
        this.vertx = vertx;
        this.store = store;
        this.live = live;
        this.timing = timing;
        this.fleet = fleet;
        this.environments = environments;
    }

    /**
     * Ends these sessions.
     *
     * @return done when each has ended, which it does within the bound on recovery
     */
    Future<Void> start(List<SessionPlan> plans) {
        if (!plans.isEmpty()) {
            LOG.info("{} sessions of an earlier run of the controller have not ended", plans.size());
        }
        plans.forEach(live::opened);
        return Future.join(plans.stream().map(this::recover).toList()).mapEmpty();
    }

    /** When this session has ended; empty when it is none that is being recovered. */
    Optional<Future<Void>> ended(SessionId id) {
        return Optional.ofNullable(sessions.get(id)).map(RecoveredSession::ended);
    }

    /** Rows or a result of this session were stored. */
    void heardOf(SessionId id) {
        RecoveredSession session = sessions.get(id);
        if (session != null) {
            session.heard();
        }
    }

    /** Agents that are needed for what they may still have. */
    Set<AgentId> agents() {
        Set<AgentId> needed = new HashSet<>();
        sessions.values().forEach(session -> {
            needed.add(session.plan().near());
            needed.add(session.plan().far());
        });
        return needed;
    }

    private Future<Void> recover(SessionPlan plan) {
        RecoveredSession session = new RecoveredSession(
                vertx,
                store,
                new StoreWriter(vertx, store, live, plan.id(), Future.succeededFuture()),
                timing,
                NanoClock.SYSTEM,
                plan);
        sessions.put(plan.id(), session);
        session.ended().onComplete(done -> sessions.remove(plan.id()));
        session.start(List.of(fleet.nearOnceConnected(plan.near()), far(plan)));
        return session.ended();
    }

    private Future<AgentLink> far(SessionPlan plan) {
        NicBinding through = PlanMaker.binding(plan);
        return Future.succeededFuture()
                .map(none -> environments.find(plan.request().environment()))
                .compose(environment ->
                        fleet.far(environment, through).onFailure(cause -> fleet.collectLater(environment, through)));
    }
}
