package ranload.agent.engine;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.LoadSockets;

/**
 * Decides how much the kernel may hold for the receiver of a TCP stream. On a path next to no time long the kernel's own
 * choice grows to tens of megabytes, and a receiver that is behind once stays behind: what has waited so long is cold in
 * the processor's caches and takes several times as long to read. There, what 50 Gbit/s keep under way is enough. A
 * longer path is left to the kernel. Pure. Confined to its owner's thread.
 */
final class ReceiveRoom {
    private static final long OCTETS_PER_MICRO = 50_000_000_000L / 8 / TimeUnit.SECONDS.toMicros(1);

    /** A wake-up late by 100 us does not stop the sender. */
    static final int LEAST_OCTETS = 512 << 10;

    /** Whoever needs more is served better by the kernel. */
    static final int MOST_OCTETS = 4 << 20;

    /** A receiver's own measure of the round trip, which a pause of its sender also lengthens. */
    static final long LONGER_PATH_MICROS = TimeUnit.MILLISECONDS.toMicros(5);

    /** So many looks in a row, 1 s apart, are no pause. */
    static final int LOOKS = 2;

    private boolean limited;
    private int longer;

    /** What to ask for when load begins on a path of this least round trip, 0 when unknown; empty: leave it alone. */
    OptionalInt atStart(long leastRttMicros) {
        long octets = leastRttMicros * OCTETS_PER_MICRO;
        if (leastRttMicros <= 0 || octets > MOST_OCTETS) {
            return OptionalInt.empty();
        }
        limited = true;
        return OptionalInt.of((int) Math.max(LEAST_OCTETS, octets));
    }

    /**
     * A look at the path, once a second: a path that has become longer needs more.
     *
     * @param receiverRttMicros as the receiver sees it, 0 when unknown
     */
    OptionalInt later(long receiverRttMicros) {
        longer = receiverRttMicros > LONGER_PATH_MICROS ? longer + 1 : 0;
        if (!limited || longer < LOOKS) {
            return OptionalInt.empty();
        }
        limited = false;
        return OptionalInt.of(LoadSockets.WANTED_BUFFER_OCTETS);
    }
}
