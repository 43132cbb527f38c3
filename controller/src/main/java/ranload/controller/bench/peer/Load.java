package ranload.controller.bench.peer;

/**
 * What every contestant is asked to do, from the near to the far end, in one stream.
 *
 * @param datagramOctets UDP payload of a datagram; not used by TCP
 * @param bitsPerSecond of UDP payload; 0 for as fast as possible
 * @param seconds how long
 */
public record Load(Kind kind, int datagramOctets, long bitsPerSecond, int seconds) {
    private static final double BITS_PER_MEGABIT = 1e6;

    /** How load leaves. */
    public enum Kind {
        /** UDP as fast as possible, in whatever way is fastest. */
        FLOOD,
        /** UDP as fast as possible, one datagram per send. */
        PLAIN_FLOOD,
        /** TCP as fast as possible. */
        TCP,
        /** UDP at a rate, one datagram per send, as even as possible. */
        EVEN,
        /** UDP at a rate with as little processor time as possible. */
        ECONOMY
    }

    public boolean isTcp() {
        return kind == Kind.TCP;
    }

    /** True when a rate is asked for. */
    public boolean isPaced() {
        return bitsPerSecond > 0;
    }

    double megabitsPerSecond() {
        return bitsPerSecond / BITS_PER_MEGABIT;
    }
}
