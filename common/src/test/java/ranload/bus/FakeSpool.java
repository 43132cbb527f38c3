package ranload.bus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.sample.StreamResult;
import ranload.session.SessionId;

/** What a {@link FakeAgent} has not had acknowledged; handed to the next one, as a file would be. Thread-safe. */
public final class FakeSpool {
    private final Map<String, IntervalRow> rows = new LinkedHashMap<>();
    private final Map<String, StreamResult> results = new LinkedHashMap<>();

    synchronized void put(IntervalRow row) {
        rows.put(key(row), row);
    }

    synchronized void put(StreamResult result) {
        results.put(key(result), result);
    }

    synchronized void committed(List<IntervalRow> batch) {
        batch.forEach(row -> rows.remove(key(row), row));
    }

    synchronized void noted(StreamResult result) {
        results.remove(key(result));
    }

    synchronized List<IntervalRow> batch() {
        return rows.values().stream().limit(RowBatch.MAX_ROWS).toList();
    }

    /** Results whose session has no rows left: all its rows were sent before. */
    synchronized List<StreamResult> ripeResults() {
        return results.values().stream()
                .filter(result ->
                        rows.values().stream().noneMatch(row -> row.session().equals(result.session())))
                .toList();
    }

    /** Sessions of which something is left. */
    public synchronized List<SessionId> sessions() {
        List<SessionId> left = new ArrayList<>();
        rows.values().forEach(row -> left.add(row.session()));
        results.values().forEach(result -> left.add(result.session()));
        return left.stream().distinct().toList();
    }

    private static String key(IntervalRow row) {
        return row.session() + " " + row.direction() + " " + row.stream() + " " + row.interval() + " "
                + (row instanceof ReceiverRow);
    }

    private static String key(StreamResult result) {
        return result.session() + " " + result.direction() + " " + result.stream() + " " + result.role();
    }
}
