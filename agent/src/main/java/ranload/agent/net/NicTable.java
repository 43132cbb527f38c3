package ranload.agent.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import ranload.time.NanoClock;

/**
 * The kernel's table of NIC counters, read at most once a millisecond however many streams close their rows then: a
 * reading takes some tens of microseconds. Thread-safe.
 */
public final class NicTable {
    /** How old a reading may be. */
    static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Unlike /sys, which shows the network namespace it was mounted in, this is always the process's own. */
    private static final Path TABLE = Path.of("/proc/net/dev");

    private static final int RECEIVED_COLUMN = 0;
    private static final int SENT_COLUMN = 8;

    private final NanoClock clock;
    private volatile Reading latest;

    /** A table that has not been read yet. */
    public NicTable(NanoClock clock) {
        this.clock = clock;
    }

    /** The counters of one NIC, all traffic, link-layer octets. */
    record Octets(long received, long sent) {
        static final Octets UNKNOWN = new Octets(NicCounters.UNKNOWN, NicCounters.UNKNOWN);
    }

    /** What the counters of this NIC were within the last millisecond. */
    Octets of(String nic) {
        return reading().nics.getOrDefault(nic, Octets.UNKNOWN);
    }

    /** True when the table is there and this NIC is not in it. */
    boolean lacks(String nic) {
        Map<String, Octets> nics = reading().nics;
        return !nics.isEmpty() && !nics.containsKey(nic);
    }

    private Reading reading() {
        long nowNanos = clock.nanoTime();
        Reading reading = latest;
        if (reading == null || nowNanos - reading.atNanos >= MAX_AGE_NANOS) {
            reading = new Reading(nowNanos, read());
            latest = reading;
        }
        return reading;
    }

    private static Map<String, Octets> read() {
        try {
            return parse(Files.readAllLines(TABLE));
        } catch (IOException notOnThisSystem) {
            return Map.of();
        }
    }

    /** The lines of the table that hold counters; the two lines of headings have no colon. */
    static Map<String, Octets> parse(List<String> lines) {
        Map<String, Octets> nics = new HashMap<>();
        for (String line : lines) {
            int colon = line.lastIndexOf(':');
            if (colon > 0) {
                String[] columns = line.substring(colon + 1).strip().split("\\s+", -1);
                nics.put(
                        line.substring(0, colon).strip(),
                        new Octets(Long.parseLong(columns[RECEIVED_COLUMN]), Long.parseLong(columns[SENT_COLUMN])));
            }
        }
        return nics;
    }

    private record Reading(long atNanos, Map<String, Octets> nics) {}
}
