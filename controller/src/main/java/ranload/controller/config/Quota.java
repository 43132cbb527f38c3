package ranload.controller.config;

/**
 * What the sessions of one place (a controller, an environment, an agent) may take together.
 *
 * @param maxMbps offered load of each direction of all sessions at the same time, Mbit/s, at least 1
 * @param maxSeconds duration of one session, at least 1
 * @param maxSessions sessions at the same time, at least 1
 * @param maxOctetsPerDay payload of all sessions and directions on one day in UTC, at least 1
 */
public record Quota(long maxMbps, int maxSeconds, int maxSessions, long maxOctetsPerDay) {
    /** Allows everything. */
    public static final Quota UNLIMITED =
            new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

    public Quota {
        require(maxMbps, "max_mbps");
        require(maxSeconds, "max_seconds");
        require(maxSessions, "max_sessions");
        require(maxOctetsPerDay, "max_octets_per_day");
    }

    /** True when it asks for counting what a day has seen. */
    public boolean countsOctets() {
        return maxOctetsPerDay < Long.MAX_VALUE;
    }

    private static void require(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": must be at least 1, got " + value);
        }
    }
}
