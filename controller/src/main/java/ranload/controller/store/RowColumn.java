package ranload.controller.store;

import java.util.List;
import java.util.Locale;

/** What is published of a row of session_data, in the order in which the statements name it. */
enum RowColumn {
    SESSION_ID(Kind.WHOLE),
    TIMESTAMP(Kind.TEXT),
    RECORD_TYPE(Kind.TEXT),
    INTERVAL(Kind.WHOLE),
    SAMPLE_DURATION(Kind.REAL),
    TOTAL_BYTES(Kind.WHOLE),
    THROUGHPUT(Kind.WHOLE),
    JITTER(Kind.REAL),
    ERRORS(Kind.WHOLE),
    PACKETS_SENT(Kind.WHOLE),
    PACKET_ERROR_RATE(Kind.REAL),
    PACKETS_OUT_OF_ORDER(Kind.WHOLE),
    DUPLICATES(Kind.WHOLE),
    PACKETS_RECEIVED(Kind.WHOLE),
    SOCKET_DROPS(Kind.WHOLE),
    SENT_BYTES(Kind.WHOLE),
    SENT_PACKETS(Kind.WHOLE),
    NOT_SENT(Kind.WHOLE),
    RETRANSMITS(Kind.WHOLE),
    RTT_MS(Kind.REAL),
    CWND_BYTES(Kind.WHOLE),
    LATENESS_P99_US(Kind.WHOLE),
    NIC_BYTES_RECEIVED(Kind.WHOLE),
    NIC_BYTES_SENT(Kind.WHOLE),
    OMITTED(Kind.FLAG),
    RECEIVER_COMPLETE(Kind.FLAG),
    SENDER_COMPLETE(Kind.FLAG),
    REVISION(Kind.WHOLE),
    LATENESS_P50_US(Kind.WHOLE),
    LATENESS_MAX_US(Kind.WHOLE),
    SENDER_CPU_MS(Kind.REAL),
    BURST_DATAGRAMS(Kind.WHOLE),
    HOST_STEAL_PERCENT(Kind.REAL),
    LOSS_RUNS(Kind.WHOLE),
    LOSS_RUN_MEAN(Kind.REAL),
    LOSS_RUN_MAX(Kind.WHOLE),
    REORDER_EXTENT_MAX(Kind.WHOLE),
    DELAY_VARIATION_P50_US(Kind.WHOLE),
    DELAY_VARIATION_P90_US(Kind.WHOLE),
    DELAY_VARIATION_P99_US(Kind.WHOLE),
    DELAY_VARIATION_MAX_US(Kind.WHOLE);

    static final List<RowColumn> ALL = List.of(values());

    private final Kind kind;
    private final String code;

    private enum Kind {
        WHOLE,
        REAL,
        TEXT,
        FLAG
    }

    RowColumn(Kind kind) {
        this.kind = kind;
        this.code = name().toLowerCase(Locale.ROOT);
    }

    /** Its name in the table and in JSON. */
    String code() {
        return code;
    }

    /** A value as the database gives it, in its published form; null stays null. */
    Object published(Object stored) {
        if (stored == null) {
            return null;
        }
        return switch (kind) {
            case WHOLE -> ((Number) stored).longValue();
            case REAL -> ((Number) stored).doubleValue();
            case TEXT -> stored;
            case FLAG -> ((Number) stored).intValue() == 1;
        };
    }

    /** A published value as the database takes it. */
    Object stored(Object published) {
        return kind == Kind.FLAG ? Integer.valueOf(Boolean.TRUE.equals(published) ? 1 : 0) : published;
    }
}
