package ranload.controller.config;

/**
 * What may be asked for.
 *
 * @param maxMbps offered load of one session, Mbit/s, at least 1
 * @param maxSeconds duration of one session, at least 1
 * @param maxSessions sessions that run at the same time, at least 1
 */
public record LimitsConfig(long maxMbps, int maxSeconds, int maxSessions) {
    /** 100 Gbit/s, one day, 1,000 sessions. */
    public static final LimitsConfig DEFAULT = new LimitsConfig(100_000, 86_400, 1_000);

    public LimitsConfig {
        require(maxMbps, "limits.max_mbps");
        require(maxSeconds, "limits.max_seconds");
        require(maxSessions, "limits.max_sessions");
    }

    private static void require(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": must be at least 1, got " + value);
        }
    }
}
