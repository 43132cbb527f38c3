package ranload.controller.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.RowBatch;
import ranload.session.Failure;

/**
 * Stores rows in group commits: calls that arrive while a transaction runs share the next one. At most
 * {@value #MAX_WAITING_ROWS} rows wait; a call beyond that fails with {@code store_busy} and is tried again by its agent.
 * Thread-safe.
 */
final class RowWriter {
    static final int MAX_WAITING_ROWS = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(RowWriter.class);

    private final Vertx vertx;
    private final Database database;
    private final Object guard = new Object();

    /** Guarded by {@code guard}. */
    private final Deque<Call> waiting = new ArrayDeque<>();

    /** Guarded by {@code guard}. */
    private int waitingRows;

    /** Guarded by {@code guard}. True while a transaction runs; whoever sets it starts one. */
    private boolean running;

    /** Belongs to the running transaction. */
    private long revision;

    RowWriter(Vertx vertx, Database database, long lastRevision) {
        this.vertx = vertx;
        this.database = database;
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
        database.write(rows, statements -> store(statements, all, mark)).onComplete(stored -> {
            commitWaiting();
            calls.forEach(call -> call.answer(stored));
        });
    }

    private static Map<RowGroup.Key, JsonObject> store(Statements statements, RowGroup all, long revision)
            throws SQLException {
        RowGroup rows = all.only(known(statements, all.sessions()));
        if (rows.size() < all.size()) {
            LOG.warn("dropped {} rows of sessions that are not stored here", all.size() - rows.size());
        }
        statements.update(SessionSql.NOTE_REVISION, Tuple.of(revision));
        statements.batch(RowSql.PUT_RECEIVER, rows.receiverTuples());
        statements.batch(RowSql.PUT_SENDER, rows.senderTuples());
        Map<RowGroup.Key, JsonObject> merged = new LinkedHashMap<>();
        for (RowGroup.Key key : rows.touched()) {
            Tuple values = Tuple.of(revision, key.session(), key.interval(), key.recordType());
            statements.query(RowSql.MERGE_AND_SHOW, values, RowSql::json).forEach(row -> merged.put(key, row));
        }
        return merged;
    }

    /** Which of these sessions are stored. */
    private static Set<Long> known(Statements statements, Set<Long> sessions) throws SQLException {
        Set<Long> known = new HashSet<>();
        for (Long session : sessions) {
            known.addAll(statements.query(SessionSql.KNOWN, Tuple.of(session), row -> row.getLong(1)));
        }
        return known;
    }

    /** One call of {@link #commit}: it is answered on the context that it came from. */
    private record Call(RowGroup rows, Promise<List<JsonObject>> promise, Context caller) {
        void answer(AsyncResult<Map<RowGroup.Key, JsonObject>> stored) {
            caller.runOnContext(none -> {
                if (stored.succeeded()) {
                    promise.complete(rows.touchedOf(stored.result()));
                } else {
                    promise.fail(stored.cause());
                }
            });
        }
    }
}
