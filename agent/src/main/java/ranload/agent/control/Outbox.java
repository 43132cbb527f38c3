package ranload.agent.control;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.Addresses;
import ranload.bus.Reply;
import ranload.bus.RowBatch;
import ranload.bus.TypedBus;
import ranload.sample.IntervalRow;
import ranload.session.AgentId;

/**
 * Brings rows to the controller, again and again until it has stored them. At most 16 batches are on their way; rows
 * wait 40 ms at most for company. A row that replaces another is never overtaken by it: what has been replaced is not
 * sent again. Full, it takes further rows as well, but whoever has them on disk is asked to bring them when there is room.
 * Confined to one Vert.x context.
 */
final class Outbox {
    static final int MAX_BATCHES_UNDERWAY = 16;

    /** Rows from which on it is full: some 50 MB of an agent's heap. */
    private static final int MANY_ROWS = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final long COMPANY_MILLIS = 40;

    private final Vertx vertx;
    private final TypedBus bus;
    private final AgentId agent;
    private final Map<RowKey, Pending> latest = new HashMap<>();
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Deque<Runnable> wantingRoom = new ArrayDeque<>();
    private final int manyRows;
    private int underway;
    private int failures;
    private boolean timerSet;
    private boolean backingOff;
    private boolean held = true;

    private record Pending(RowKey key, IntervalRow row, Consumer<RowKey> stored) {}

    Outbox(Vertx vertx, TypedBus bus, AgentId agent) {
        this(vertx, bus, agent, MANY_ROWS);
    }

    /** @param manyRows from which on it is full, at least 2 */
    Outbox(Vertx vertx, TypedBus bus, AgentId agent, int manyRows) {
        this.vertx = vertx;
        this.bus = bus;
        this.agent = agent;
        this.manyRows = manyRows;
    }

    /** Rows that it holds. */
    int rows() {
        return latest.size();
    }

    /** True when rows that are safe on disk had better stay there for now. */
    boolean isFull() {
        return latest.size() >= manyRows;
    }

    /** Runs this once, in its turn and not before this call returns, when half of the room is free. */
    void whenRoom(Runnable bringer) {
        wantingRoom.add(bringer);
        vertx.runOnContext(none -> giveRoom());
    }

    /** The same after a while. */
    void whenRoomIn(long millis, Runnable bringer) {
        vertx.setTimer(millis, id -> whenRoom(bringer));
    }

    /** The controller listens. Until now rows were only collected. */
    void open() {
        held = false;
        failures = 0;
        pump();
    }

    /** The controller is gone: rows are only collected, until {@link #open}. */
    void close() {
        held = true;
    }

    /**
     * Takes a row.
     *
     * @param stored told when the row, or the one that replaced it, is stored
     */
    void add(IntervalRow row, Consumer<RowKey> stored) {
        Pending pending = new Pending(RowKey.of(row), row, stored);
        latest.put(pending.key(), pending);
        waiting.add(pending);
        if (waiting.size() >= RowBatch.MAX_ROWS) {
            pump();
        } else {
            pumpIn(COMPANY_MILLIS);
        }
    }

    private void pumpIn(long millis) {
        if (!timerSet) {
            timerSet = true;
            vertx.setTimer(millis, id -> {
                timerSet = false;
                pump();
            });
        }
    }

    private void pump() {
        // After a failure one batch at a time tries the way.
        int limit = failures == 0 ? MAX_BATCHES_UNDERWAY : 1;
        while (!held && !backingOff && underway < limit) {
            List<Pending> batch = nextBatch();
            if (batch.isEmpty()) {
                return;
            }
            send(batch);
        }
    }

    private List<Pending> nextBatch() {
        List<Pending> batch = new ArrayList<>();
        while (batch.size() < RowBatch.MAX_ROWS && !waiting.isEmpty()) {
            Pending next = waiting.poll();
            if (isLatest(next)) {
                batch.add(next);
            }
        }
        return batch;
    }

    private void send(List<Pending> batch) {
        underway++;
        RowBatch rows = new RowBatch(agent, batch.stream().map(Pending::row).toList());
        bus.request(Addresses.CONTROLLER_ROWS, rows, Reply.Committed.class, ANSWER_WITHIN)
                .onSuccess(committed -> {
                    underway--;
                    failures = 0;
                    batch.forEach(this::stored);
                    giveRoom();
                    pump();
                })
                .onFailure(cause -> {
                    underway--;
                    for (int i = batch.size() - 1; i >= 0; i--) {
                        waiting.addFirst(batch.get(i));
                    }
                    backOff(cause);
                });
    }

    private void giveRoom() {
        if (latest.size() < manyRows / 2 && !wantingRoom.isEmpty()) {
            wantingRoom.poll().run();
            // One at a time, so that what else is to be done is done in between.
            vertx.runOnContext(none -> giveRoom());
        }
    }

    private void backOff(Throwable cause) {
        if (!backingOff) {
            backingOff = true;
            failures++;
            if (failures == 1) {
                LOG.warn("controller did not store rows, they are kept and sent again: {}", cause.toString());
            }
            vertx.setTimer(Backoff.millisAfter(failures), id -> {
                backingOff = false;
                pump();
            });
        }
    }

    private void stored(Pending pending) {
        if (latest.remove(pending.key(), pending)) {
            pending.stored().accept(pending.key());
        }
    }

    private boolean isLatest(Pending pending) {
        return pending.equals(latest.get(pending.key()));
    }
}
