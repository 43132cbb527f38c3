package ranload.controller.fleet;

import java.time.Duration;
import ranload.link.LinkTiming;
import ranload.session.Failure;

/**
 * A link that broke while sessions needed it, and whose agent may live on. For a while it is sought, and its sessions
 * are not told. Immutable; time is an argument.
 *
 * @param cause why the link was lost
 * @param sinceNanos when that was, on the fleet's clock
 * @param tries made so far
 */
record Interruption(Failure cause, long sinceNanos, int tries) {
    /** As long as a link that has fallen silent is waited for, and as long as the agent waits at its end. */
    static final Duration ALLOWANCE = LinkTiming.DEFAULT.silentAfter();

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(4);

    static Interruption of(Failure cause, long nowNanos) {
        return new Interruption(cause, nowNanos, 0);
    }

    /** Wait before the next try: 0.25, 0.5, 1, 2, then always 4 s. */
    Duration nextIn() {
        return tries > 3 ? LONGEST : FIRST.multipliedBy(1L << tries);
    }

    /** One try more was made. */
    Interruption tried() {
        return new Interruption(cause, sinceNanos, tries + 1);
    }

    Duration lasted(long nowNanos) {
        return Duration.ofNanos(nowNanos - sinceNanos);
    }

    /** True when no further try is to be made. */
    boolean isOver(long nowNanos) {
        return lasted(nowNanos).compareTo(ALLOWANCE) >= 0;
    }
}
