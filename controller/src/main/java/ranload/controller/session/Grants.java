package ranload.controller.session;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.controller.fleet.Fleet;
import ranload.controller.live.LivePublisher;
import ranload.session.AgentId;
import ranload.session.SessionId;
import ranload.session.SessionPlan;

/**
 * Lets agents go on with the load of sessions that run, again and again, and the fleet know which agents are needed.
 * Confined to the fleet's context.
 */
final class Grants {
    /** Names of so many sessions fit one frame of the link several times over. */
    private static final int RENEWED_AT_ONCE = 1_000;

    private final Vertx vertx;
    private final TypedBus bus;
    private final Fleet fleet;
    private final LivePublisher live;
    private final Map<SessionId, ActiveSession> active;
    private final Recovery recovery;
    private final Timing timing;
    private final long epoch;
    private long timer;

    /** @param epoch of this run of the controller: agents heed the latest alone */
    Grants(
            Vertx vertx,
            TypedBus bus,
            Fleet fleet,
            LivePublisher live,
            Map<SessionId, ActiveSession> active,
            Recovery recovery,
            Timing timing,
            long epoch) {
        this.vertx = vertx;
        this.bus = bus;
        this.fleet = fleet;
        this.live = live;
        this.active = active;
        this.recovery = recovery;
        this.timing = timing;
        this.epoch = epoch;
    }

    void open() {
        timer = vertx.setPeriodic(timing.renewEvery().toMillis(), id -> renew());
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    void renew() {
        List<SessionPlan> granted = active.values().stream()
                .filter(ActiveSession::holdsGrants)
                .map(ActiveSession::plan)
                .toList();
        Duration ttl = timing.grantTtl();
        Map<AgentId, List<SessionId>> byAgent = AgentCalls.byAgent(granted);
        live.renewing(byAgent.keySet());
        byAgent.forEach((agent, sessions) -> {
            for (int from = 0; from < sessions.size(); from += RENEWED_AT_ONCE) {
                List<SessionId> some = sessions.subList(from, Math.min(sessions.size(), from + RENEWED_AT_ONCE));
                // Not heard means not renewed: the load stops by itself, and its results say why.
                bus.request(
                                Addresses.command(agent),
                                new AgentCommand.Renew(some, epoch, ttl.toMillis()),
                                Reply.Renewed.class,
                                ttl)
                        .onSuccess(renewed -> live.renewed(agent));
            }
        });
        Set<AgentId> loaded = new HashSet<>();
        Set<AgentId> awaited = new HashSet<>(recovery.agents());
        active.values().forEach(session -> {
            Set<AgentId> needed = session.isLoading() ? loaded : awaited;
            needed.add(session.plan().near());
            needed.add(session.plan().far());
        });
        fleet.tend(loaded, awaited, timing.idleFarAgent());
    }
}
