package ranload.controller.session;

import java.net.InetAddress;
import java.util.List;
import ranload.session.AgentId;

/**
 * The far end of a session to be planned.
 *
 * @param environment its name
 * @param host data address or host name as configured
 * @param addresses what the host resolves to, in the resolver's order; at least one
 * @param agent agent at that end
 * @param builtIn true for the environment {@code loopback}, whose far agent runs beside the near one
 */
record FarHost(String environment, String host, List<InetAddress> addresses, AgentId agent, boolean builtIn) {
    FarHost {
        addresses = List.copyOf(addresses);
    }

    /** True when the configuration itself says that load stays on this machine. */
    boolean loopbackMeant() {
        return builtIn || Addressing.spellsLoopback(host);
    }
}
