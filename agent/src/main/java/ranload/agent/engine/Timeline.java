package ranload.agent.engine;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * When load begins and ends, and what that is in wall-clock time: one reading of the wall clock, monotonic time from
 * there on.
 */
record Timeline(long startNanos, Instant startsAt, int loadSeconds) {
    /** When the last load may leave. */
    long endNanos() {
        return startNanos + TimeUnit.SECONDS.toNanos(loadSeconds);
    }

    Instant at(long nanos) {
        return startsAt.plusNanos(nanos - startNanos);
    }
}
