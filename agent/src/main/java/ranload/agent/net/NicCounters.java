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

    private final Path received;
    private final Path sent;

    /**
     * Counters of a NIC.
     *
     * @param nic its name; null when the NIC is not known, which makes both counters unknown
     */
    public NicCounters(String nic) {
        Path folder = nic == null || nic.contains("/") ? null : Path.of("/sys/class/net", nic, "statistics");
        this.received = folder == null ? null : folder.resolve("rx_bytes");
        this.sent = folder == null ? null : folder.resolve("tx_bytes");
    }

    /** Octets received since the NIC exists, or {@link #UNKNOWN}. */
    public long receivedOctets() {
        return read(received);
    }

    /** Octets sent since the NIC exists, or {@link #UNKNOWN}. */
    public long sentOctets() {
        return read(sent);
    }

    /** The growth of a counter; {@link #UNKNOWN} when either reading is, or when the NIC was replaced in between. */
    public static long growth(long before, long after) {
        return before < 0 || after < before ? UNKNOWN : after - before;
    }

    private static long read(Path file) {
        if (file == null) {
            return UNKNOWN;
        }
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }
}
