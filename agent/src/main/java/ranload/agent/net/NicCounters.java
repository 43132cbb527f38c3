package ranload.agent.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's octet counters of one NIC: all traffic, link-layer octets. Reads a pseudo file at each call, some tens
 * of microseconds. Immutable.
 */
public final class NicCounters {
    /** What the methods return when the counter cannot be read. */
    public static final long UNKNOWN = -1;

    /** Unlike /sys, which shows the network namespace it was mounted in, this is always the process's own. */
    private static final Path TABLE = Path.of("/proc/net/dev");

    private static final int RECEIVED_COLUMN = 0;
    private static final int SENT_COLUMN = 8;

    private final String nic;

    /**
     * Counters of a NIC.
     *
     * @param nic its name; null when the NIC is not known, which makes both counters unknown
     */
    public NicCounters(String nic) {
        this.nic = nic;
    }

    /** Octets received since the NIC exists, or {@link #UNKNOWN}. */
    public long receivedOctets() {
        return read(RECEIVED_COLUMN);
    }

    /** Octets sent since the NIC exists, or {@link #UNKNOWN}. */
    public long sentOctets() {
        return read(SENT_COLUMN);
    }

    /** The growth of a counter; {@link #UNKNOWN} when either reading is, or when the NIC was replaced in between. */
    public static long growth(long before, long after) {
        return before < 0 || after < before ? UNKNOWN : after - before;
    }

    private long read(int column) {
        if (nic == null) {
            return UNKNOWN;
        }
        try {
            for (String line : Files.readAllLines(TABLE)) {
                int colon = line.lastIndexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equals(nic)) {
                    return Long.parseLong(line.substring(colon + 1).strip().split("\\s+", -1)[column]);
                }
            }
            return UNKNOWN;
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }
}
