package ranload.controller.session;

import java.util.List;
import java.util.stream.Stream;
import ranload.controller.config.LimitsConfig;
import ranload.controller.config.Quota;
import ranload.session.AgentId;
import ranload.session.SessionPlan;

/**
 * Something that sessions share and that has a quota.
 *
 * @param name for people, such as {@code environment office}; no two places have the same
 * @param key where its quota is configured, with the dot at the end
 */
record Place(String name, String key, Quota quota) {
    private static final String CONTROLLER = "this controller";

    /** Every place that a session belongs to. */
    static List<Place> of(SessionPlan plan, LimitsConfig limits) {
        String environment = plan.request().environment();
        boolean own = limits.environments().containsKey(environment);
        return Stream.concat(
                        Stream.of(
                                new Place(CONTROLLER, "limits.", limits.controller()),
                                new Place(
                                        environmentName(environment),
                                        own ? "servers." + environment + ".limits." : "limits.environment.",
                                        limits.of(environment))),
                        Stream.of(plan.near(), plan.far())
                                .map(agent -> new Place(agentName(agent), "limits.agent.", limits.agent())))
                .toList();
    }

    /** The names of the places that a stored session belongs to. */
    static List<String> names(String environment, AgentId near, AgentId far) {
        return List.of(CONTROLLER, environmentName(environment), agentName(near), agentName(far));
    }

    /** The key of the limit on the sum of the rates: one session has a limit of its own by the shorter name. */
    String rateKey() {
        return name.equals(CONTROLLER) ? key + "max_total_mbps" : key + "max_mbps";
    }

    private static String environmentName(String environment) {
        return "environment " + environment;
    }

    private static String agentName(AgentId agent) {
        return "agent " + agent;
    }
}
