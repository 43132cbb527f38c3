package ranload.controller.bench.figure;

/** What is measured, with the unit that its values have. */
public enum Measure {
    GOODPUT("goodput", "Gbit/s"),
    DATAGRAMS("datagrams", "k/s"),
    LOSS("loss", "%"),
    CPU("CPU both ends", "s/Gbit"),
    RATE_ERROR("rate error", "%"),
    GAP_P50("gap error p50", "us"),
    GAP_P99("gap error p99", "us"),
    GAP_P999("gap error p99.9", "us"),
    GAP_MAX("gap error max", "us"),
    BACK_TO_BACK("back to back", "%"),
    BURST("datagrams per send", ""),
    SENDER_CPU("CPU of sender", "% of a core"),
    RECEIVER_CPU("CPU of receiver", "% of a core"),
    CONTROLLER_CPU("CPU of controller", "% of a core"),
    NOT_SENT("datagrams not sent", ""),
    LOST("datagrams lost", ""),
    BOTH_CPU("CPU of both ends", "% of a core"),
    WORST_SESSION("worst session's error", "%"),
    SHARE_COMPLETE("sessions complete", "%"),
    OVERLAP("sessions at once", ""),
    CREATED("sessions created", "1/s"),
    TO_FIRST_DATAGRAM("POST to first datagram", "ms"),
    COLD_START("start of controller to first datagram", "ms"),
    ROWS("rows stored", "1/s"),
    COMMIT_P99("commit p99", "ms"),
    LIST("list all sessions", "ms"),
    LISTED("sessions listed", ""),
    FILE_SIZE("file", "MiB"),
    OPEN("open the store", "ms"),
    HEAP_BEFORE("heap before", "MiB"),
    HEAP_AFTER("heap after", "MiB"),
    HEAP_PEAK("heap peak", "MiB");

    private final String label;
    private final String unit;

    Measure(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    /** For people: name and unit. */
    public String label() {
        return unit.isEmpty() ? label : label + ", " + unit;
    }
}
