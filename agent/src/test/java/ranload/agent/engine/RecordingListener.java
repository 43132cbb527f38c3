package ranload.agent.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.Role;

/** Remembers what a session told; a row replaces an earlier one with its key, as in the store. Thread-safe. */
final class RecordingListener implements SessionListener {
    private final Map<String, IntervalRow> rows = new LinkedHashMap<>();
    private final List<StreamResult> results = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Boolean> outages = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private List<OpenedStream> opened = List.of();
    private Failure failure;

    @Override
    public synchronized void prepared(List<OpenedStream> streams) {
        calls.add("prepared");
        opened = streams;
    }

    @Override
    public synchronized void failed(Failure why) {
        calls.add("failed");
        failure = why;
    }

    @Override
    public synchronized void row(IntervalRow row) {
        calls.add("row");
        rows.put(row.getClass().getSimpleName() + row.direction() + row.stream() + "/" + row.interval(), row);
    }

    @Override
    public synchronized void warning(String code, String message) {
        warnings.add(code + ": " + message);
    }

    @Override
    public synchronized void outage(boolean begins) {
        outages.add(begins);
    }

    @Override
    public synchronized void ended(StreamResult result) {
        calls.add("ended");
        results.add(result);
    }

    @Override
    public synchronized void closed() {
        calls.add("closed");
    }

    synchronized boolean isPrepared() {
        return calls.contains("prepared");
    }

    synchronized boolean isClosed() {
        return calls.contains("closed");
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized List<OpenedStream> opened() {
        return opened;
    }

    synchronized Failure failure() {
        return failure;
    }

    synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }

    synchronized List<Boolean> outages() {
        return List.copyOf(outages);
    }

    synchronized List<StreamResult> results() {
        return List.copyOf(results);
    }

    synchronized StreamResult result(Direction direction, int stream, Role role) {
        return results.stream()
                .filter(r -> r.direction() == direction && r.stream() == stream && r.role() == role)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no result of " + direction + stream + role + " in " + results));
    }

    synchronized List<ReceiverRow> received(Direction direction, int stream) {
        return rowsOf(ReceiverRow.class, direction, stream).toList();
    }

    synchronized List<SenderRow> sent(Direction direction, int stream) {
        return rowsOf(SenderRow.class, direction, stream).toList();
    }

    private <R extends IntervalRow> Stream<R> rowsOf(Class<R> type, Direction direction, int stream) {
        return rows.values().stream()
                .filter(row -> type.isInstance(row) && row.direction() == direction && row.stream() == stream)
                .map(type::cast)
                .sorted((a, b) -> Integer.compare(a.interval(), b.interval()));
    }
}
