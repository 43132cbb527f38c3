package ranload.agent.engine;

import java.util.concurrent.TimeUnit;
import ranload.agent.net.NicStates.State;

/**
 * Tells from when on a NIC is lost to a session: 1 s after it is gone, 5 s after it was set down. Pure: time is an
 * argument. Confined to its owner's thread.
 */
final class NicWatch {
    static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(1);
    static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private State state = State.UP;
    private long sinceNanos;

    /** Looks at the NIC; to be called several times a second. */
    boolean isLost(State now, long nowNanos) {
        if (now != state) {
            state = now;
            sinceNanos = nowNanos;
        }
        return switch (state) {
            case UP -> false;
            case DOWN -> nowNanos - sinceNanos >= DOWN_NANOS;
            case GONE -> nowNanos - sinceNanos >= GONE_NANOS;
        };
    }
}
