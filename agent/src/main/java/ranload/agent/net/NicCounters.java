package ranload.agent.net;

/** The kernel's octet counters of one NIC: all traffic, link-layer octets, right to a millisecond. Thread-safe. */
public final class NicCounters {
    /** What the methods return when the counter cannot be read. */
    public static final long UNKNOWN = -1;

    private final NicTable table;
    private final String nic;

    /**
     * Counters of a NIC.
     *
     * @param nic its name; null when the NIC is not known, which makes both counters unknown
     */
    public NicCounters(NicTable table, String nic) {
        this.table = table;
        this.nic = nic;
    }

    /** Octets received since the NIC exists, or {@link #UNKNOWN}. */
    public long receivedOctets() {
        return table.of(nic).received();
    }

    /** Octets sent since the NIC exists, or {@link #UNKNOWN}. */
    public long sentOctets() {
        return table.of(nic).sent();
    }

    /** The growth of a counter; {@link #UNKNOWN} when either reading is, or when the NIC was replaced in between. */
    public static long growth(long before, long after) {
        return before < 0 || after < before ? UNKNOWN : after - before;
    }
}
