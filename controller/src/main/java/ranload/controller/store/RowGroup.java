package ranload.controller.store;

import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;

/** Rows that are stored together, in the order they came: of two with the same key the later one holds. */
record RowGroup(List<IntervalRow> rows) {

    /**
     * The rows of a batch, looked at so closely that storing them cannot fail for what is in them: they may share a
     * transaction with rows of others.
     *
     * @throws IllegalArgumentException when a row lacks something or is numbered below the first
     */
    static RowGroup of(RowBatch batch) {
        for (IntervalRow row : batch.rows()) {
            if (!canHold(row)) {
                throw new IllegalArgumentException(
                        "agent " + batch.agent() + " sent a row that makes no sense: " + row);
            }
        }
        return new RowGroup(batch.rows());
    }

    /** True for a row that lacks nothing and is numbered from the first on. */
    static boolean canHold(IntervalRow row) {
        boolean whole = row.session() != null && row.direction() != null && row.timestamp() != null;
        boolean detailed = row instanceof ReceiverRow received
                ? received.lossRuns() != null && received.delayVariation() != null
                : ((SenderRow) row).lateness() != null;
        return whole && detailed && row.stream() >= 0 && row.interval() >= 1 && row.durationNanos() >= 0;
    }

    static RowGroup merged(List<RowGroup> groups) {
        return new RowGroup(
                groups.stream().flatMap(group -> group.rows.stream()).toList());
    }

    int size() {
        return rows.size();
    }

    Set<Long> sessions() {
        return rows.stream().map(row -> row.session().value()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    RowGroup only(Set<Long> sessions) {
        Predicate<IntervalRow> stays = row -> sessions.contains(row.session().value());
        return rows.stream().allMatch(stays)
                ? this
                : new RowGroup(rows.stream().filter(stays).toList());
    }

    List<Tuple> receiverTuples() {
        return of(ReceiverRow.class).map(RowSql::receiver).toList();
    }

    List<Tuple> senderTuples() {
        return of(SenderRow.class).map(RowSql::sender).toList();
    }

    private <R extends IntervalRow> Stream<R> of(Class<R> kind) {
        return rows.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** The seconds that these rows are part of. */
    Set<Key> touched() {
        return rows.stream().map(Key::of).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** One direction of one session in one second. */
    record Key(long session, int interval, String recordType) {
        static Key of(IntervalRow row) {
            return new Key(
                    row.session().value(), row.interval(), row.direction().code());
        }
    }
}
