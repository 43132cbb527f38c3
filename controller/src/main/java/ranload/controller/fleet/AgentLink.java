package ranload.controller.fleet;

import java.util.List;
import ranload.bus.AgentFacts;
import ranload.session.AgentId;
import ranload.session.SessionId;

/**
 * An agent that runs and listens on its command address.
 *
 * @param facts what it said of its host when it started
 * @param spooled sessions of which it found rows of an earlier process; they follow by themselves
 */
public record AgentLink(AgentId id, AgentFacts facts, List<SessionId> spooled) {
    public AgentLink {
        spooled = List.copyOf(spooled);
    }
}
