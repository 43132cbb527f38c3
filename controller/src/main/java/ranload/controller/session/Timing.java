package ranload.controller.session;

import java.time.Duration;

/**
 * The bounds of a session's phases.
 *
 * @param reach starting both agents; longer than a launcher's own deadline, which knows better what went wrong
 * @param prepare from then until load flows
 * @param drain after the load: packets in flight, last rows, results
 * @param end last results of a session that ends early
 * @param startDelay from the start command to the first due time
 * @param grantTtl load stops this long after the last renewal that an agent heard
 * @param renewEvery between renewals
 * @param recovery how long a restarted controller waits for agents and the rows they still have
 * @param close how long a controller that closes waits for its sessions to stop
 * @param idleFarAgent a far agent without sessions for this long is ended
 */
public record Timing(
        Duration reach,
        Duration prepare,
        Duration drain,
        Duration end,
        Duration startDelay,
        Duration grantTtl,
        Duration renewEvery,
        Duration recovery,
        Duration close,
        Duration idleFarAgent) {
    /** What a controller uses. */
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(150),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5));
}
