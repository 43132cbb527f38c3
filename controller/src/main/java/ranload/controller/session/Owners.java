package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ranload.controller.store.SessionStore;
import ranload.session.AgentId;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.Side;

/**
 * Knows which agents a session has, so that none can report for another's. Keeps the last {@value #KEPT} sessions, asks
 * the store for older ones. Confined to its service's Vert.x context.
 */
final class Owners {
    private static final int KEPT = 32_768;

    private final SessionStore store;
    private final Map<SessionId, Pair> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Pair> eldest) {
            return size() > KEPT;
        }
    };

    private record Pair(String near, String far) {}

    Owners(SessionStore store) {
        this.store = store;
    }

    /** Notes whose a session is. */
    void note(SessionPlan plan) {
        known.put(plan.id(), new Pair(plan.near().value(), plan.far().value()));
    }

    /** Done when everything is known that the store knows of these sessions. */
    Future<Void> look(Collection<SessionId> sessions) {
        List<Future<Void>> asked = sessions.stream()
                .distinct()
                .filter(id -> !known.containsKey(id))
                .map(id -> store.outline(id).<Void>map(found -> {
                    found.ifPresent(session -> note(id, session));
                    return null;
                }))
                .toList();
        return asked.isEmpty() ? Future.succeededFuture() : Future.all(asked).mapEmpty();
    }

    /** True when the agent is that end of the session; also for a session that is not stored here at all. */
    boolean permit(AgentId agent, SessionId id, Side side) {
        Pair pair = known.get(id);
        return pair == null || agent.value().equals(side == Side.NEAR ? pair.near : pair.far);
    }

    private void note(SessionId id, JsonObject session) {
        known.put(id, new Pair(session.getString("near_agent"), session.getString("far_agent")));
    }
}
