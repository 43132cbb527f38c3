package ranload.controller.session;

import ranload.controller.config.LimitsConfig;
import ranload.session.Failure;
import ranload.session.RateProfile;
import ranload.session.SessionRequest;
import ranload.unit.BitRate;

/**
 * What this controller allows, whoever asks.
 *
 * @param maxMbps offered load of one direction of one session, Mbit/s; {@link #UNLIMITED_MBPS} and more also allow
 *     {@code max}
 * @param maxSeconds measured time of one session
 * @param maxSessions sessions that have not ended
 * @param shared what sessions may take together
 */
public record Limits(long maxMbps, int maxSeconds, int maxSessions, LimitsConfig shared) {
    /** From this limit on no operator has meant to limit the rate, so "as fast as possible" is allowed too. */
    public static final long UNLIMITED_MBPS = 100_000;

    /** Those of a configuration. */
    public static Limits of(LimitsConfig config) {
        return new Limits(
                config.maxMbps(), config.maxSeconds(), config.controller().maxSessions(), config);
    }

    /** Without any on what sessions take together, but for their number. */
    public Limits(long maxMbps, int maxSeconds, int maxSessions) {
        this(maxMbps, maxSeconds, maxSessions, new LimitsConfig(maxMbps, maxSeconds, maxSessions));
    }

    /**
     * Lets the request pass or says which limit it exceeds.
     *
     * @param active sessions that have not ended
     * @throws ranload.session.FailureException {@code limit_exceeded}
     */
    void check(SessionRequest request, int active) {
        if (request.durationSeconds() > maxSeconds) {
            throw exceeded("duration", "at most " + maxSeconds + " s here, got " + request.durationSeconds());
        }
        if (request.bandwidth() instanceof RateProfile.Constant constant) {
            if (constant.rate().compareTo(new BitRate(maxMbps * 1_000_000)) > 0) {
                throw exceeded(
                        "bandwidth",
                        "at most " + maxMbps + " Mbit/s here, got "
                                + constant.rate().megabits().toPlainString());
            }
        } else if (maxMbps < UNLIMITED_MBPS) {
            throw exceeded("bandwidth", "at most " + maxMbps + " Mbit/s here: name a rate instead of max");
        }
        if (active >= maxSessions) {
            throw exceeded(
                    null, "already " + active + " sessions of at most " + maxSessions + ": wait for one, or stop one");
        }
    }

    private static RuntimeException exceeded(String field, String message) {
        return new Failure("limit_exceeded", (field == null ? "" : field + ": ") + message, field).asException();
    }
}
