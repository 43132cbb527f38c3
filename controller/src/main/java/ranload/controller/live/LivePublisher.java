package ranload.controller.live;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import ranload.bus.Addresses;
import ranload.bus.BusJson;
import ranload.bus.TypedBus;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionState;

/**
 * Tells watchers what was stored, after it was stored: nothing is published here that a read would not find. Watchers
 * of one event loop see rows and states in the order of these calls. Thread-safe.
 */
public final class LivePublisher {
    private final TypedBus bus;
    private final Meters meters;

    public LivePublisher(TypedBus bus, Meters meters) {
        this.bus = bus;
        this.meters = meters;
    }

    /** Says what session there is now; what it moves is measured for its environment. */
    public void opened(SessionPlan plan) {
        meters.opened(plan.id(), plan.request().environment());
    }

    /** Rows have arrived from an agent. */
    public void arrived(int rows) {
        meters.arrived(rows);
    }

    /** So many rows that had arrived wait no more, stored or not. */
    public void answered(int rows) {
        meters.answered(rows);
    }

    /** Grants of these agents, and of no others, are being renewed now. */
    public void renewing(Set<AgentId> agents) {
        meters.leases().renewing(agents);
    }

    /** An agent has confirmed its grants. */
    public void renewed(AgentId agent) {
        meters.leases().renewed(agent);
    }

    /**
     * Publishes rows as they are stored now, each on its session's address; a later version of a row replaces it.
     *
     * @param commitTook from the batch's arrival to its commit
     */
    public void rows(List<JsonObject> committed, Duration commitTook) {
        meters.committed(committed, commitTook);
        for (JsonObject row : committed) {
            bus.publish(Addresses.live(new SessionId(row.getLong("session_id"))), row);
        }
        if (!committed.isEmpty()) {
            bus.publish(Addresses.COMMITTED, new JsonObject().put("rows", committed.size()));
        }
    }

    /**
     * Publishes a stored change of state on the session's address and on the list's.
     *
     * @param cause why it ended; null when there is no cause
     */
    public void state(SessionId session, SessionState state, Failure cause) {
        JsonObject change = new JsonObject().put("session_id", session.value()).put("state", state.code());
        if (cause != null) {
            change.put("cause", BusJson.toJson(cause));
        }
        meters.state(session, state);
        bus.publish(Addresses.state(session), change);
        bus.publish(Addresses.SESSIONS, change.copy());
    }

    /** Publishes a change in the list of agents; the body is the agent as {@code GET /agents} shows it. */
    public void agent(JsonObject agent) {
        bus.publish(Addresses.AGENTS, agent);
    }
}
