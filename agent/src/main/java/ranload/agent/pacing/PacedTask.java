package ranload.agent.pacing;

import ranload.session.Pacing;

/** Something that a {@link Pacer} gives turns to, always on the pacer's thread. */
public interface PacedTask {
    /** What {@link #turn} returns when it wants no further turn. */
    long DONE = Long.MIN_VALUE;

    /**
     * Does what is due, bounded so that the pacer's other tasks stay on time.
     *
     * @param nowNanos the clock now
     * @return when the next turn is due, by the same clock; not later than now for as soon as possible; or {@link #DONE}
     */
    long turn(long nowNanos);

    /** How its turns are waited for; the same at every call. */
    default Pacing pacing() {
        return Pacing.BALANCED;
    }

    /**
     * How much later than due its turns may be where that lets one wake-up serve several tasks; the same at every call.
     *
     * @return nanoseconds, at least 0
     */
    default long leewayNanos() {
        return 0;
    }

    /** A turn threw; there will be no further one. */
    void broke(RuntimeException cause);
}
