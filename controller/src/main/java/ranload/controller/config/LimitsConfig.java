package ranload.controller.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What may be asked for.
 *
 * @param maxMbps offered load of one direction of one session, Mbit/s, at least 1
 * @param maxSeconds duration of one session, at least 1
 * @param controller for all sessions together
 * @param agent for those of each agent
 * @param environment for those of each environment that has no entry of its own
 * @param environments by the name of the environment
 */
public record LimitsConfig(
        long maxMbps,
        int maxSeconds,
        Quota controller,
        Quota agent,
        Quota environment,
        Map<String, Quota> environments) {
    /** 100 Gbit/s and a day for each session, 1,000 sessions at the same time. */
    public static final LimitsConfig DEFAULT = new LimitsConfig(100_000, 86_400, 1_000);

    /** A thousand terabits per second: what is counted in bits of it still fits. */
    private static final long MOST_MBPS = 1_000_000_000;

    public LimitsConfig {
        require(maxMbps, "limits.max_mbps");
        if (maxMbps > MOST_MBPS) {
            throw new IllegalArgumentException("limits.max_mbps: must be at most " + MOST_MBPS + ", got " + maxMbps);
        }
        require(maxSeconds, "limits.max_seconds");
        environments = Map.copyOf(environments);
    }

    /** Without limits for single agents and environments, and without any for a day. */
    public LimitsConfig(long maxMbps, int maxSeconds, int maxSessions) {
        this(
                maxMbps,
                maxSeconds,
                new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, maxSessions, Long.MAX_VALUE),
                Quota.UNLIMITED,
                Quota.UNLIMITED,
                Map.of());
    }

    /** What holds for this environment. */
    public Quota of(String name) {
        return environments.getOrDefault(name, environment);
    }

    /** The same, but of all environments these alone keep an entry of their own. */
    LimitsConfig ofNoneBut(Set<String> names) {
        Map<String, Quota> kept = new HashMap<>(environments);
        kept.keySet().retainAll(names);
        return new LimitsConfig(maxMbps, maxSeconds, controller, agent, environment, kept);
    }

    /** True when something in here asks for counting what a day has seen. */
    public boolean countsOctets() {
        return controller.countsOctets()
                || agent.countsOctets()
                || environment.countsOctets()
                || environments.values().stream().anyMatch(Quota::countsOctets);
    }

    private static void require(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": must be at least 1, got " + value);
        }
    }
}
