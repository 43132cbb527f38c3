package ranload.agent.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ranload.bus.Addresses;
import ranload.bus.AgentEvent;
import ranload.bus.Reply;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;
import ranload.session.Failure;

/** The least a controller is: it notes events, and stores rows by their key or refuses them. Thread-safe. */
public final class ScriptedController {
    private final List<AgentEvent> events = new ArrayList<>();
    private final List<RowBatch> batches = new ArrayList<>();
    private final Map<RowKey, IntervalRow> stored = new LinkedHashMap<>();
    private int refusals;

    public ScriptedController(Vertx vertx) {
        TypedBus bus = new TypedBus(vertx.eventBus());
        bus.answer(Addresses.CONTROLLER_EVENT, this::note);
        bus.answer(Addresses.CONTROLLER_ROWS, this::store);
    }

    /** The next so many batches are refused as by a full disk. */
    public synchronized void refuseBatches(int count) {
        refusals = count;
    }

    public synchronized List<AgentEvent> events() {
        return List.copyOf(events);
    }

    public synchronized List<RowBatch> batches() {
        return List.copyOf(batches);
    }

    synchronized Map<RowKey, IntervalRow> storedByKey() {
        return new LinkedHashMap<>(stored);
    }

    /** Every stored row in the order of their first arrival. */
    public synchronized List<IntervalRow> stored() {
        return List.copyOf(stored.values());
    }

    /** The intervals of which there are rows of the direction, stream and role of this result, in order. */
    public List<Integer> intervals(StreamResult result) {
        return storedByKey().keySet().stream()
                .filter(key -> key.part().equals(RowKey.Part.of(result)))
                .map(RowKey::interval)
                .sorted()
                .toList();
    }

    public <T extends AgentEvent> Stream<T> events(Class<T> type) {
        return events().stream().filter(type::isInstance).map(type::cast);
    }

    public List<StreamResult> results() {
        return events(AgentEvent.StreamEnded.class)
                .map(AgentEvent.StreamEnded::result)
                .toList();
    }

    public List<AgentEvent.Phase> phases() {
        return events(AgentEvent.StateChanged.class)
                .map(AgentEvent.StateChanged::phase)
                .toList();
    }

    private synchronized Future<Reply> note(AgentEvent event) {
        events.add(event);
        return Future.succeededFuture(new Reply.Noted());
    }

    private synchronized Future<Reply> store(RowBatch batch) {
        batches.add(batch);
        if (refusals > 0) {
            refusals--;
            return Future.failedFuture(
                    Failure.of("database_full", "no space left").asException());
        }
        batch.rows().forEach(row -> stored.put(RowKey.of(row), row));
        return Future.succeededFuture(new Reply.Committed(batch.rows().size()));
    }
}
