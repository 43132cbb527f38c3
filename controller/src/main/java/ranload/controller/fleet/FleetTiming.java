package ranload.controller.fleet;

import java.time.Duration;

/**
 * The bounds of an agent's life.
 *
 * @param hello how long an agent that was started may take to say hello
 * @param firstRetry wait before a lost agent is started again; doubled for each further try
 * @param tries how often a lost agent is started again before that is left to the next session that needs it
 * @param settled an agent that has run this long has its tries back
 * @param close how long closing waits for agents to go
 */
public record FleetTiming(Duration hello, Duration firstRetry, int tries, Duration settled, Duration close) {
    /** What a controller uses. A small computer takes 10 s to start Java, and longer beside other work. */
    public static final FleetTiming DEFAULT = new FleetTiming(
            Duration.ofSeconds(30), Duration.ofSeconds(1), 6, Duration.ofSeconds(30), Duration.ofSeconds(5));

    /** Wait before try number {@code n}, from 0. */
    Duration retryIn(int n) {
        return firstRetry.multipliedBy(1L << Math.min(n, 5));
    }
}
