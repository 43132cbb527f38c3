package ranload.controller.fleet;

import java.util.List;
import ranload.bus.AgentFacts;
import ranload.session.AgentId;
import ranload.session.SessionId;

/**
 * An agent that runs and listens on its command address.
 *
 * @param facts what it said of its host when it started
 * @param resumed true when it is the process that ran before its link broke
 * @param running sessions that were open there all the while; empty unless it is resumed
 */
public record AgentLink(AgentId id, AgentFacts facts, boolean resumed, List<SessionId> running) {
    public AgentLink {
        running = List.copyOf(running);
    }
}
