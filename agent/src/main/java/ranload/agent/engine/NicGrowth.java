package ranload.agent.engine;

import java.util.function.LongSupplier;
import ranload.agent.net.NicCounters;

/** How much one NIC counter has grown since it was asked last. Confined to its owner's thread. */
final class NicGrowth {
    private final LongSupplier counter;
    private long reading;

    NicGrowth(LongSupplier counter) {
        this.counter = counter;
        this.reading = counter.getAsLong();
    }

    long sinceLast() {
        long before = reading;
        reading = counter.getAsLong();
        return NicCounters.growth(before, reading);
    }
}
