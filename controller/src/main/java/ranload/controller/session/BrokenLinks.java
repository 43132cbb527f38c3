package ranload.controller.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ranload.session.AgentId;
import ranload.session.SessionId;

/**
 * Which sessions go on though the link to one of their agents broke, from then until that is made anew or given up.
 * Holds one list for each agent at most. Confined to its service's context.
 */
final class BrokenLinks {
    private final Map<AgentId, List<SessionId>> interrupted = new HashMap<>();

    /** The link broke, and nobody has been told yet. */
    void broke(AgentId agent, Collection<ActiveSession> sessions) {
        interrupted.put(
                agent,
                sessions.stream()
                        .filter(session -> session.outlivesLinks() && session.needs(agent))
                        .map(session -> session.plan().id())
                        .toList());
    }

    /** The sessions of the break that is over now. */
    List<SessionId> mended(AgentId agent) {
        List<SessionId> sessions = interrupted.remove(agent);
        return sessions == null ? List.of() : sessions;
    }
}
