package ranload.link;

import java.util.Set;
import java.util.stream.Collectors;
import ranload.bus.Address;
import ranload.bus.Addresses;
import ranload.bus.AgentEvent;
import ranload.bus.RowBatch;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * What may cross a link.
 *
 * @param agent whose link it is
 * @param inbound local addresses that the other end may send to
 * @param outbound addresses that live at the other end
 * @param opensWithHello true when the outbound addresses exist only from the agent's first event on, hello or resumed, and
 *     when all that comes in must bear the agent's name
 */
public record LinkPolicy(AgentId agent, Set<Address<?>> inbound, Set<String> outbound, boolean opensWithHello) {
    private static final Set<Address<?>> CONTROLLER = Set.of(Addresses.CONTROLLER_EVENT, Addresses.CONTROLLER_ROWS);

    public LinkPolicy {
        inbound = Set.copyOf(inbound);
        outbound = Set.copyOf(outbound);
    }

    /** For the controller's end of the link to this agent. */
    public static LinkPolicy controllerSide(AgentId agent) {
        return new LinkPolicy(agent, CONTROLLER, names(Set.of(Addresses.command(agent))), true);
    }

    /** For this agent's end of the link to its controller. */
    public static LinkPolicy agentSide(AgentId agent) {
        return new LinkPolicy(agent, Set.of(Addresses.command(agent)), names(CONTROLLER), false);
    }

    /**
     * What a frame holds for its address here.
     *
     * @throws ranload.session.FailureException {@code not_permitted} when there is no such address or when the agent
     *     speaks for another; {@code bad_message}
     */
    Object permitted(Frame frame) {
        for (Address<?> address : inbound) {
            if (address.name().equals(frame.address())) {
                Object body = frame.body().decode(address.body());
                if (!opensWithHello || agent.equals(speaker(body))) {
                    return body;
                }
            }
        }
        throw Failure.of("not_permitted", "nothing may be sent to '" + frame.address() + "' here")
                .asException();
    }

    /** True when this permitted message makes the outbound addresses exist. */
    boolean opens(Object body) {
        return opensWithHello && (body instanceof AgentEvent.Hello || body instanceof AgentEvent.Resumed);
    }

    private static AgentId speaker(Object body) {
        if (body instanceof AgentEvent event) {
            return event.agent();
        }
        return body instanceof RowBatch rows ? rows.agent() : null;
    }

    private static Set<String> names(Set<Address<?>> addresses) {
        return addresses.stream().map(Address::name).collect(Collectors.toSet());
    }
}
