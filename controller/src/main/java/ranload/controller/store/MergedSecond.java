package ranload.controller.store;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import ranload.sample.IntervalRow;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;

/**
 * One row of session_data, made from all that the streams of its second have reported: counts are added up, of
 * percentiles and maxima the worst stream counts. What no end knows is null.
 *
 * @param values in their published form
 * @param receiverStreams streams whose receiver has reported
 * @param senderStreams likewise the sender
 */
record MergedSecond(Map<RowColumn, Object> values, int receiverStreams, int senderStreams) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double BITS_PER_OCTET = 8;
    private static final double PERCENT = 100;

    /** @param plan what the second's session was to be */
    static MergedSecond of(Second second, Shape plan, long revision) {
        Map<RowColumn, Object> values = new EnumMap<>(RowColumn.class);
        Collection<ReceiverRow> received = second.received.values();
        Collection<SenderRow> sent = second.sent.values();
        int streams = plan.streams(second.key.recordType());
        values.put(RowColumn.SESSION_ID, second.key.session());
        values.put(RowColumn.RECORD_TYPE, second.key.recordType());
        values.put(RowColumn.INTERVAL, (long) second.key.interval());
        values.put(RowColumn.OMITTED, second.key.interval() <= plan.omit());
        values.put(RowColumn.RECEIVER_COMPLETE, received.size() >= streams);
        values.put(RowColumn.SENDER_COMPLETE, sent.size() >= streams);
        values.put(RowColumn.REVISION, revision);
        putReceived(values, received);
        putSent(values, sent);
        putTime(values, received.isEmpty() ? sent : received);
        Double receiverSteal = greatest(received, row -> known(row.hostStealPercent()));
        Double senderSteal = greatest(sent, row -> known(row.hostStealPercent()));
        values.put(RowColumn.HOST_STEAL_PERCENT, worse(receiverSteal, senderSteal));
        return new MergedSecond(values, received.size(), sent.size());
    }

    /** When and how long, by the receivers where there are any. */
    private static void putTime(Map<RowColumn, Object> values, Collection<? extends IntervalRow> rows) {
        long nanos = greatest(rows, IntervalRow::durationNanos);
        Instant timestamp = greatest(rows, IntervalRow::timestamp);
        double octets = (Long) values.get(RowColumn.TOTAL_BYTES);
        values.put(RowColumn.TIMESTAMP, UtcText.of(timestamp));
        values.put(RowColumn.SAMPLE_DURATION, nanos / NANOS_PER_SECOND);
        values.put(
                RowColumn.THROUGHPUT, nanos > 0 ? Math.round(octets * BITS_PER_OCTET * NANOS_PER_SECOND / nanos) : 0L);
    }

    private static void putReceived(Map<RowColumn, Object> values, Collection<ReceiverRow> rows) {
        long packets = sum(rows, ReceiverRow::packets);
        long expected = sum(rows, ReceiverRow::expected);
        long lost = sum(rows, ReceiverRow::lost);
        double weighted = 0;
        for (ReceiverRow row : rows) {
            weighted += (double) row.jitterNanos() * row.packets();
        }
        values.put(RowColumn.TOTAL_BYTES, sum(rows, ReceiverRow::octets));
        values.put(RowColumn.JITTER, packets > 0 ? weighted / packets / NANOS_PER_MILLI : 0.0);
        values.put(RowColumn.ERRORS, lost);
        values.put(RowColumn.PACKETS_SENT, expected);
        values.put(RowColumn.PACKET_ERROR_RATE, expected > 0 ? PERCENT * lost / expected : 0.0);
        values.put(RowColumn.PACKETS_OUT_OF_ORDER, sum(rows, ReceiverRow::reordered));
        values.put(RowColumn.DUPLICATES, sum(rows, ReceiverRow::duplicates));
        values.put(RowColumn.PACKETS_RECEIVED, packets);
        values.put(RowColumn.SOCKET_DROPS, sum(rows, ReceiverRow::socketDrops));
        values.put(RowColumn.NIC_BYTES_RECEIVED, greatest(rows, row -> known(row.nicOctets())));
        values.put(RowColumn.REORDER_EXTENT_MAX, greatest(rows, ReceiverRow::reorderExtentMax));
        putLossRuns(values, rows, lost);
        putDelays(values, rows);
    }

    private static void putLossRuns(Map<RowColumn, Object> values, Collection<ReceiverRow> rows, long lost) {
        Long runs = null;
        for (ReceiverRow row : rows) {
            LossRuns more = row.lossRuns();
            runs = more == null ? runs : Long.valueOf((runs == null ? 0 : runs) + more.runs());
        }
        values.put(RowColumn.LOSS_RUNS, runs);
        values.put(RowColumn.LOSS_RUN_MEAN, runs == null ? null : runs > 0 ? (double) lost / runs : 0.0);
        values.put(
                RowColumn.LOSS_RUN_MAX,
                greatest(
                        rows,
                        row -> row.lossRuns() == null ? null : row.lossRuns().longest()));
    }

    private static void putDelays(Map<RowColumn, Object> values, Collection<ReceiverRow> rows) {
        values.put(RowColumn.DELAY_VARIATION_P50_US, worst(rows, ReceiverRow::delayVariation, Percentiles::p50Micros));
        values.put(RowColumn.DELAY_VARIATION_P90_US, worst(rows, ReceiverRow::delayVariation, Percentiles::p90Micros));
        values.put(RowColumn.DELAY_VARIATION_P99_US, worst(rows, ReceiverRow::delayVariation, Percentiles::p99Micros));
        values.put(RowColumn.DELAY_VARIATION_MAX_US, worst(rows, ReceiverRow::delayVariation, Percentiles::maxMicros));
    }

    private static void putSent(Map<RowColumn, Object> values, Collection<SenderRow> rows) {
        Long cpuNanos = greatest(rows, row -> known(row.cpuNanos()));
        Long burst = greatest(rows, row -> (long) row.burstDatagrams());
        values.put(RowColumn.SENT_BYTES, sum(rows, SenderRow::sentOctets));
        values.put(RowColumn.SENT_PACKETS, sum(rows, SenderRow::sentPackets));
        values.put(RowColumn.NOT_SENT, sum(rows, SenderRow::notSent));
        values.put(RowColumn.RETRANSMITS, sum(rows, SenderRow::retransmits));
        values.put(RowColumn.RTT_MS, meanRttMicros(rows) / MICROS_PER_MILLI);
        values.put(RowColumn.CWND_BYTES, sum(rows, SenderRow::congestionWindowOctets));
        values.put(RowColumn.NIC_BYTES_SENT, greatest(rows, row -> known(row.nicOctets())));
        values.put(RowColumn.LATENESS_P50_US, worst(rows, SenderRow::lateness, Percentiles::p50Micros));
        Long p99 = worst(rows, SenderRow::lateness, Percentiles::p99Micros);
        values.put(RowColumn.LATENESS_P99_US, p99 == null ? Long.valueOf(0) : p99);
        values.put(RowColumn.LATENESS_MAX_US, worst(rows, SenderRow::lateness, Percentiles::maxMicros));
        values.put(RowColumn.SENDER_CPU_MS, cpuNanos == null ? null : cpuNanos / NANOS_PER_MILLI);
        values.put(RowColumn.BURST_DATAGRAMS, burst);
    }

    /** Of the streams that know theirs; 0 when none does. */
    private static double meanRttMicros(Collection<SenderRow> rows) {
        return rows.stream()
                .mapToLong(SenderRow::rttMicros)
                .filter(micros -> micros != 0)
                .average()
                .orElse(0);
    }

    private static <R> long sum(Collection<R> rows, ToLongFunction<R> value) {
        long sum = 0;
        for (R row : rows) {
            sum += value.applyAsLong(row);
        }
        return sum;
    }

    private static <R> Long worst(
            Collection<R> rows, Function<R, Percentiles> percentiles, Function<Percentiles, Long> value) {
        return greatest(rows, row -> {
            Percentiles known = percentiles.apply(row);
            return known == null ? null : value.apply(known);
        });
    }

    /** Null when none is known. */
    private static <R, V extends Comparable<V>> V greatest(Collection<? extends R> rows, Function<R, V> value) {
        V greatest = null;
        for (R row : rows) {
            greatest = worse(greatest, value.apply(row));
        }
        return greatest;
    }

    private static <V extends Comparable<V>> V worse(V first, V second) {
        return second == null || (first != null && first.compareTo(second) >= 0) ? first : second;
    }

    private static Long known(long value) {
        return value < 0 ? null : value;
    }

    private static Double known(double value) {
        return value < 0 ? null : value;
    }

    /** For {@link RowSql#PUT_MERGED}. */
    Tuple tuple() {
        Tuple tuple = Tuple.tuple();
        for (RowColumn column : RowColumn.ALL) {
            tuple.addValue(column.stored(values.get(column)));
        }
        return tuple.addInteger(receiverStreams).addInteger(senderStreams);
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        for (RowColumn column : RowColumn.ALL) {
            json.put(column.code(), values.get(column));
        }
        return json;
    }

    /** True when no end of any stream has yet to report. */
    boolean isWhole() {
        return Objects.equals(values.get(RowColumn.RECEIVER_COMPLETE), true)
                && Objects.equals(values.get(RowColumn.SENDER_COMPLETE), true);
    }

    /**
     * What its rows are merged by, of a stored session.
     *
     * @param omit leading seconds that summaries leave out
     * @param upstream how many streams carry load upwards
     * @param downstream how many carry load downwards
     */
    record Shape(int omit, int upstream, int downstream) {
        int streams(String recordType) {
            return recordType.equals(ranload.session.Direction.UPSTREAM.code()) ? upstream : downstream;
        }
    }
}
