package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ranload.controller.store.SessionStore;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.Side;

/**
 * Knows which agents a session has and how much it can have, so that none can report for another's, or more than there
 * is. Keeps the last {@value #KEPT} sessions, asks
 * the store for older ones. Confined to its service's Vert.x context.
 */
final class Owners {
    private static final int KEPT = 32_768;

    private final SessionStore store;
    private final Map<SessionId, Extent> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Extent> eldest) {
            return size() > KEPT;
        }
    };

    /** @param intervals rows of one stream's direction at most: late arrivals have a further one */
    private record Extent(String near, String far, int streams, int intervals) {
        boolean isOf(AgentId agent, Side side) {
            return agent.value().equals(side == Side.NEAR ? near : far);
        }
    }

    Owners(SessionStore store) {
        this.store = store;
    }

    /** Notes whose a session is. */
    void note(SessionPlan plan) {
        known.put(
                plan.id(),
                new Extent(
                        plan.near().value(), plan.far().value(), plan.streams().size(), plan.loadSeconds() + 1));
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
        Extent extent = known.get(id);
        return extent == null || extent.isOf(agent, side);
    }

    /** True when the agent is the end that has this row, and the session can have such a row. */
    boolean permit(AgentId agent, IntervalRow row, Side side) {
        Extent extent = known.get(row.session());
        return extent == null
                || (extent.isOf(agent, side) && row.stream() < extent.streams && row.interval() <= extent.intervals);
    }

    private void note(SessionId id, JsonObject session) {
        int intervals = session.getInteger("duration") + session.getInteger("omit") + 1;
        known.put(
                id,
                new Extent(
                        session.getString("near_agent"),
                        session.getString("far_agent"),
                        session.getInteger("streams"),
                        intervals));
    }
}
