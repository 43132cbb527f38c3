package ranload.agent.dial;

import java.time.Duration;

/**
 * How long to wait before dialling again: longer after each try that came to nothing, and never quite as long as others
 * do, so that a fleet does not come back to a restarted controller in one instant. Immutable.
 *
 * @param failures tries in a row that came to nothing
 */
record DialPause(int failures) {
    /** Nothing has failed. */
    static final DialPause NONE = new DialPause(0);

    /** Whoever was connected this long begins anew with short pauses. */
    static final Duration SETTLED = Duration.ofSeconds(10);

    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 15_000;
    private static final int DOUBLINGS = 6;

    /** After one more try that lasted this long from dialling to its end. */
    DialPause after(Duration lasted) {
        return lasted.compareTo(SETTLED) > 0 ? new DialPause(1) : new DialPause(Math.min(failures + 1, DOUBLINGS + 2));
    }

    /**
     * From now on. Doubles from 0.25 s to 15 s; each is cut by up to a half.
     *
     * @param chance 0 to 1, a new random number each time
     */
    Duration length(double chance) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        long whole = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, DOUBLINGS));
        return Duration.ofMillis(Math.round(whole * (1 - chance / 2)));
    }
}
