package ranload.controller.config;

import io.netty.util.NetUtil;
import java.util.Optional;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * What a request's {@code interface} names: the near agent, and a NIC of its host.
 *
 * @param agent the one beside the controller, or one that dials in
 * @param nic NIC name, local IP, or {@code ip%nic}
 */
public record NearEnd(AgentId agent, String nic) {
    /**
     * {@code NAME:nic} for an agent that dials in, anything else for the one beside the controller: NICs of that may have
     * colons in their names, and IPv6 addresses have, which no agent's name can begin.
     */
    public static NearEnd of(String wanted) {
        int colon = wanted.indexOf(':');
        int percent = wanted.indexOf('%');
        String ip = percent < 0 ? wanted : wanted.substring(0, percent);
        if (colon < 0 || colon == wanted.length() - 1 || NetUtil.createByteArrayFromIpAddressString(ip) != null) {
            return new NearEnd(AgentId.NEAR, wanted);
        }
        return named(wanted.substring(0, colon))
                .map(agent -> new NearEnd(agent, wanted.substring(colon + 1)))
                .orElseGet(() -> new NearEnd(AgentId.NEAR, wanted));
    }

    /** True when its NICs are those of the controller's machine, or are where the controller starts an agent. */
    public boolean isBesideController() {
        return agent.equals(AgentId.NEAR);
    }

    /** The failure to reach it as one of the request's field. */
    public static Failure blamed(Failure why) {
        return new Failure(why.code(), "interface: " + why.message(), "interface");
    }

    private static Optional<AgentId> named(String name) {
        try {
            return Optional.of(AgentId.dialling(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
