package ranload.agent;

import java.time.Duration;
import ranload.link.LinkTiming;

/**
 * Whether an agent whose link has ended waits for the next one or ends: it waits when the link seems to have broken and
 * something would be lost, for a bounded time. Immutable; time is an argument.
 *
 * @param possible false when there is no way back to this agent
 * @param untilNanos when it has waited long enough, on the clock that its holder reads
 */
record Resumption(boolean possible, long untilNanos) {
    /** As long as a link that has fallen silent is waited for. What may run meanwhile is bounded by its grant. */
    static final Duration BOUND = LinkTiming.DEFAULT.silentAfter();

    /** The link has ended now. */
    static Resumption after(boolean possible, long nowNanos) {
        return new Resumption(possible, nowNanos + BOUND.toNanos());
    }

    /**
     * True while waiting makes sense.
     *
     * @param dismissed the controller has said that it meant to end the link
     * @param replaceable nothing runs and all that is owed is on disk, where the next process finds it
     */
    boolean waits(long nowNanos, boolean dismissed, boolean replaceable) {
        return possible && !dismissed && !replaceable && nowNanos - untilNanos < 0;
    }
}
