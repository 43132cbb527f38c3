package ranload.agent.pacing;

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

    /**
     * How long before a due time the pacer stops sleeping and watches the clock instead, in nanoseconds: 0 spares the
     * CPU and is some 50 us late, {@link Pacer#SPIN_NANOS} is exact for a part of a core. Asked once.
     */
    default long spinNanos() {
        return Pacer.SPIN_NANOS;
    }

    /** A turn threw; there will be no further one. */
    void broke(RuntimeException cause);
}
