package ranload.controller.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.session.Failure;
import ranload.time.NanoClock;

/**
 * Stores rows in group commits: calls that arrive while a transaction runs share the next one. At most
 * {@value #MAX_WAITING_ROWS} rows wait; a call beyond that fails with {@code store_busy} and is tried again by its agent.
 * Thread-safe.
 */
final class RowWriter {
    static final int MAX_WAITING_ROWS = 20_000;

    /** Three seconds of ten thousand streams, some 25 MB. */
    private static final int MAX_UNFINISHED = 32_768;

    private static final Logger LOG = LoggerFactory.getLogger(RowWriter.class);

    private final Vertx vertx;
    private final Database database;
    private final KnownSessions knownSessions;
    private volatile Consumer<Duration> onTransaction = took -> {};
    private final Object guard = new Object();

    /** Guarded by {@code guard}. */
    private final Deque<Call> waiting = new ArrayDeque<>();

    /** Guarded by {@code guard}. */
    private int waitingRows;

    /** Guarded by {@code guard}. True while a transaction runs; whoever sets it starts one. */
    private boolean running;

    /** Belongs to the running transaction. */
    private long revision;

    /**
     * Seconds that are not whole, as they are stored, so that they need not be read again. Belongs to the running
     * transaction. The oldest is forgotten first.
     */
    private final Map<RowGroup.Key, Second> unfinished = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RowGroup.Key, Second> eldest) {
            return size() > MAX_UNFINISHED;
        }
    };

    RowWriter(Vertx vertx, Database database, KnownSessions knownSessions, long lastRevision) {
        this.vertx = vertx;
        this.database = database;
        this.knownSessions = knownSessions;
        this.revision = lastRevision;
    }

    /**
     * Stores a batch.
     *
     * @return after the commit, the seconds that the batch touched as they are stored then; without those of sessions
     *     that are not known
     */
    Future<List<JsonObject>> commit(RowBatch batch) {
        RowGroup rows;
        try {
            rows = RowGroup.of(batch);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(Failure.of("bad_row", e.getMessage()).asException());
        }
        Call call = new Call(rows, Promise.promise(), vertx.getOrCreateContext());
        boolean start;
        synchronized (guard) {
            if (waitingRows + rows.size() > MAX_WAITING_ROWS) {
                return Future.failedFuture(Failure.of(
                                "store_busy", waitingRows + " rows wait to be stored already; send these again later")
                        .asException());
            }
            waiting.add(call);
            waitingRows += rows.size();
            start = !running;
            running = true;
        }
        if (start) {
            commitWaiting();
        }
        return call.promise.future();
    }

    /** Hears from now on how long each transaction took, on the context that runs it. */
    void onTransaction(Consumer<Duration> listener) {
        onTransaction = listener;
    }

    private void commitWaiting() {
        List<Call> calls = new ArrayList<>();
        int rows = 0;
        synchronized (guard) {
            while (!waiting.isEmpty() && rows < Writer.GROUP_WEIGHT) {
                Call call = waiting.remove();
                calls.add(call);
                rows += call.rows.size();
            }
            waitingRows -= rows;
            running = !calls.isEmpty();
        }
        if (calls.isEmpty()) {
            return;
        }
        RowGroup all = RowGroup.merged(calls.stream().map(Call::rows).toList());
        long mark = ++revision;
        long begunNanos = NanoClock.SYSTEM.nanoTime();
        database.write(rows, statements -> store(statements, all, mark)).onComplete(stored -> {
            onTransaction.accept(Duration.ofNanos(NanoClock.SYSTEM.nanoTime() - begunNanos));
            if (stored.succeeded()) {
                stored.result().forEach(this::remember);
            } else {
                knownSessions.clear();
            }
            commitWaiting();
            calls.forEach(call -> call.answer(stored));
        });
    }

    /** A second of which an end has yet to report is wanted again soon. */
    private void remember(RowGroup.Key key, Stored now) {
        if (now.merged().isWhole()) {
            unfinished.remove(key);
        } else {
            unfinished.put(key, now.second());
        }
    }

    private Map<RowGroup.Key, Stored> store(Statements statements, RowGroup all, long revision) throws SQLException {
        Map<Long, KnownSessions.Known> known = known(statements, all.sessions());
        RowGroup rows = all.only(known.keySet());
        if (rows.size() < all.size()) {
            LOG.warn("dropped {} rows of sessions that are not stored here", all.size() - rows.size());
        }
        Map<RowGroup.Key, Second> seconds = new LinkedHashMap<>();
        for (IntervalRow row : rows.rows()) {
            RowGroup.Key key = RowGroup.Key.of(row);
            Second second = seconds.get(key);
            if (second == null) {
                second = begun(statements, key, known.get(key.session()));
                seconds.put(key, second);
            }
            second.put(row);
        }
        statements.update(SessionSql.NOTE_REVISION, Tuple.of(revision));
        statements.batch(RowSql.PUT_RECEIVER, rows.receiverTuples());
        statements.batch(RowSql.PUT_SENDER, rows.senderTuples());
        Map<RowGroup.Key, Stored> merged = new LinkedHashMap<>();
        seconds.forEach((key, second) -> merged.put(
                key,
                new Stored(
                        second, MergedSecond.of(second, known.get(key.session()).shape(), revision))));
        statements.batch(
                RowSql.PUT_MERGED,
                merged.values().stream().map(one -> one.merged().tuple()).toList());
        return merged;
    }

    /** What is known of a second already. The one that is remembered stays as it is until the transaction has ended well. */
    private Second begun(Statements statements, RowGroup.Key key, KnownSessions.Known session) throws SQLException {
        boolean mayBeStored = session.mayHold(key);
        Second remembered = unfinished.get(key);
        if (remembered != null) {
            return remembered.copy();
        }
        Second second = new Second(key);
        if (mayBeStored) {
            statements.query(Second.LOAD, Tuple.of(key.session(), key.interval(), key.recordType()), second::load);
        }
        return second;
    }

    /** Those of these sessions that are stored. */
    private Map<Long, KnownSessions.Known> known(Statements statements, Set<Long> sessions) throws SQLException {
        Map<Long, KnownSessions.Known> known = new HashMap<>();
        for (Long session : sessions) {
            KnownSessions.Known one = knownSessions.of(statements, session);
            if (one != null) {
                known.put(session, one);
            }
        }
        return known;
    }

    /** A second as it is stored now. */
    private record Stored(Second second, MergedSecond merged) {}

    /** One call of {@link #commit}: it is answered on the context that it came from. */
    private record Call(RowGroup rows, Promise<List<JsonObject>> promise, Context caller) {
        void answer(AsyncResult<Map<RowGroup.Key, Stored>> stored) {
            caller.runOnContext(none -> {
                if (stored.succeeded()) {
                    promise.complete(shown(stored.result()));
                } else {
                    promise.fail(stored.cause());
                }
            });
        }

        /** The seconds that its rows are part of. */
        private List<JsonObject> shown(Map<RowGroup.Key, Stored> stored) {
            return rows.touched().stream()
                    .map(stored::get)
                    .filter(Objects::nonNull)
                    .map(one -> one.merged().json())
                    .toList();
        }
    }
}
