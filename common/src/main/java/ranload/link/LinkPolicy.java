package ranload.link;

import java.util.Set;
import ranload.bus.Addresses;
import ranload.session.AgentId;

/**
 * What may cross a link.
 *
 * @param agent whose link it is
 * @param inbound local addresses that the other end may send to
 * @param outbound addresses that live at the other end
 * @param opensWithHello true when the outbound addresses exist only from the agent's hello on, and when all that comes
 *     in must bear the agent's name
 */
public record LinkPolicy(AgentId agent, Set<String> inbound, Set<String> outbound, boolean opensWithHello) {
    private static final Set<String> CONTROLLER =
            Set.of(Addresses.CONTROLLER_EVENT.name(), Addresses.CONTROLLER_ROWS.name());

    public LinkPolicy {
        inbound = Set.copyOf(inbound);
        outbound = Set.copyOf(outbound);
    }

    /** For the controller's end of the link to this agent. */
    public static LinkPolicy controllerSide(AgentId agent) {
        return new LinkPolicy(agent, CONTROLLER, command(agent), true);
    }

    /** For this agent's end of the link to its controller. */
    public static LinkPolicy agentSide(AgentId agent) {
        return new LinkPolicy(agent, command(agent), CONTROLLER, false);
    }

    /** True when this frame may be delivered here. An agent speaks for itself only. */
    public boolean permits(Frame frame) {
        return inbound.contains(frame.address())
                && (!opensWithHello || agent.value().equals(frame.body().getValue("agent")));
    }

    /** True when this permitted frame makes the outbound addresses exist. */
    public boolean opens(Frame frame) {
        return opensWithHello
                && frame.address().equals(Addresses.CONTROLLER_EVENT.name())
                && "hello".equals(frame.body().getValue("type"));
    }

    private static Set<String> command(AgentId agent) {
        return Set.of(Addresses.command(agent).name());
    }
}
