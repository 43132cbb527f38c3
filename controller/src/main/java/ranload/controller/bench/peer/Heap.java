package ranload.controller.bench.peer;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of this process's heap is in use.
 *
 * @param octets rubbish included, unless it was collected before
 */
public record Heap(long octets) {
    private static final double MEBI = 1 << 20;
    private static final long LOOK_EVERY_MILLIS = 20;

    /** What is left after a full collection. */
    public static Heap collected() {
        ManagementFactory.getMemoryMXBean().gc();
        return now();
    }

    static Heap now() {
        return new Heap(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    public double mebioctets() {
        return octets / MEBI;
    }

    /** Looks every 20 ms until it is closed. */
    public static Watch watch() {
        return new Watch();
    }

    /** The most that was in use, rubbish included. Thread-safe. */
    public static final class Watch implements AutoCloseable {
        private final AtomicLong most = new AtomicLong(now().octets());
        private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();

        private final ScheduledFuture<?> looking;

        private Watch() {
            looking = looks.scheduleAtFixedRate(
                    () -> most.accumulateAndGet(now().octets(), Math::max),
                    LOOK_EVERY_MILLIS,
                    LOOK_EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }

        public Heap peak() {
            return new Heap(most.get());
        }

        @Override
        public void close() {
            looking.cancel(false);
            looks.shutdown();
        }
    }
}
