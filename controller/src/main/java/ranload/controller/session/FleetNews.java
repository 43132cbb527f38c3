package ranload.controller.session;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.Addresses;
import ranload.bus.AgentCommand;
import ranload.bus.AgentEvent;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.controller.fleet.AgentLink;
import ranload.controller.fleet.FleetEvent;
import ranload.controller.store.SessionStore;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.Side;

/** Tells sessions what becomes of the links to their agents. Confined to the fleet's context. */
final class FleetNews {
    private static final Logger LOG = LoggerFactory.getLogger(FleetNews.class);

    private final TypedBus bus;
    private final SessionStore store;
    private final Map<SessionId, ActiveSession> active;
    private final Timing timing;
    private final InstantSource wall;
    private final Grants grants;
    private final BrokenLinks broken = new BrokenLinks();

    FleetNews(
            TypedBus bus,
            SessionStore store,
            Map<SessionId, ActiveSession> active,
            Timing timing,
            InstantSource wall,
            Grants grants) {
        this.bus = bus;
        this.store = store;
        this.active = active;
        this.timing = timing;
        this.wall = wall;
        this.grants = grants;
    }

    void on(FleetEvent event) {
        if (event instanceof FleetEvent.Lost lost) {
            broken.mended(lost.agent());
            tellSessionsOf(lost.agent(), side -> new SessionEvent.AgentLost(side, lost.cause()));
        } else if (event instanceof FleetEvent.Broken gone) {
            LOG.warn("{} is sought: {}", gone.agent(), gone.cause().message());
            broken.broke(gone.agent(), active.values());
            tellSessionsOf(gone.agent(), side -> new SessionEvent.LinkBroken(side, gone.cause()));
        } else if (event instanceof FleetEvent.Resumed resumed) {
            LOG.warn("{} found again after {}", resumed.agent(), resumed.away());
            stopEnded(resumed.link());
            broken.mended(resumed.agent()).stream().filter(active::containsKey).forEach(id -> warnOfBreak(id, resumed));
            grants.renew();
        } else if (event instanceof FleetEvent.Up up) {
            stopEnded(up.link());
        }
    }

    private void tellSessionsOf(AgentId agent, Function<Side, SessionEvent> event) {
        for (ActiveSession session : List.copyOf(active.values())) {
            for (Side side : Side.values()) {
                if (AgentCalls.agent(session.plan(), side).equals(agent)) {
                    session.on(event.apply(side));
                }
            }
        }
    }

    /** What ended here while the agent could not be told. */
    private void stopEnded(AgentLink link) {
        Failure cause = Failure.of("session_ended", "the session ended while its agent was out of reach");
        link.running().stream()
                .filter(id -> !active.containsKey(id) || !active.get(id).holdsGrants())
                .forEach(id -> bus.request(
                                Addresses.command(link.id()),
                                new AgentCommand.Stop(id, store.epoch(), cause),
                                Reply.Stopping.class,
                                timing.grantTtl())
                        .onFailure(failed ->
                                LOG.info("session {}: {} not told to stop: {}", id, link.id(), failed.getMessage())));
    }

    private void warnOfBreak(SessionId id, FleetEvent.Resumed resumed) {
        String seconds = String.format(Locale.ROOT, "%.1f", resumed.away().toMillis() / 1e3);
        String message = "the link broke and was taken up again after " + seconds + " s: "
                + resumed.cause().message();
        store.addWarning(new AgentEvent.Warning(resumed.agent(), id, "link_resumed", message, wall.instant()))
                .onFailure(cause -> LOG.warn("session {}: {}", id, cause.getMessage()));
    }
}
