package ranload.controller.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    static final int MAX_WAITING_ROWS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(RowWriter.class);

    private final Vertx vertx;
    private final Database database;
    private final Object guard = new Object();

    /** Guarded by {@code guard}. */
    private List<Call> waiting = new ArrayList<>();

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
        return call.stored.future();
    }

    private void commitWaiting() {
        List<Call> calls;
        synchronized (guard) {
            calls = waiting;
            waiting = new ArrayList<>();
            waitingRows = 0;
            running = !calls.isEmpty();
        }
        if (calls.isEmpty()) {
            return;
        }
        RowGroup all = RowGroup.merged(calls.stream().map(Call::rows).toList());
        revision++;
        database.write(connection -> store(connection, all, revision)).onComplete(stored -> {
            for (Call call : calls) {
                call.caller.runOnContext(none -> {
                    if (stored.succeeded()) {
                        call.stored.complete(call.rows.touchedOf(stored.result()));
                    } else {
                        call.stored.fail(stored.cause());
                    }
                });
            }
            commitWaiting();
        });
    }

    private static Future<Map<RowGroup.Key, JsonObject>> store(SqlConnection connection, RowGroup all, long revision) {
        return knownSessions(connection, all.sessions()).compose(known -> {
            RowGroup rows = all.only(known);
            if (rows.size() < all.size()) {
                LOG.warn("dropped {} rows of sessions that are not stored here", all.size() - rows.size());
            }
            List<Tuple> merges = rows.touched().stream()
                    .map(key -> Tuple.of(revision, key.session(), key.interval(), key.recordType()))
                    .toList();
            return batch(connection, RowSql.PUT_RECEIVER, rows.receiverTuples())
                    .compose(none -> batch(connection, RowSql.PUT_SENDER, rows.senderTuples()))
                    .compose(none -> batch(connection, RowSql.MERGE, merges))
                    .compose(
                            none -> connection.preparedQuery(RowSql.OF_REVISION).execute(Tuple.of(revision)))
                    .map(RowWriter::byKey);
        });
    }

    private static Future<Void> batch(SqlConnection connection, String statement, List<Tuple> rows) {
        return rows.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(statement).executeBatch(rows).mapEmpty();
    }

    /** Which of these sessions are stored; asked in groups of a fixed size, so that the statement is a constant. */
    private static Future<Set<Long>> knownSessions(SqlConnection connection, Set<Long> sessions) {
        Set<Long> known = new LinkedHashSet<>();
        Future<Void> asked = Future.succeededFuture();
        List<Long> all = List.copyOf(sessions);
        for (int from = 0; from < all.size(); from += SessionSql.KNOWN_AT_ONCE) {
            Tuple some = Tuple.tuple();
            for (int slot = 0; slot < SessionSql.KNOWN_AT_ONCE; slot++) {
                some.addLong(all.get(Math.min(from + slot, all.size() - 1)));
            }
            asked = asked.compose(
                            none -> connection.preparedQuery(SessionSql.KNOWN).execute(some))
                    .onSuccess(found -> found.forEach(row -> known.add(row.getLong("session_id"))))
                    .mapEmpty();
        }
        return asked.map(known);
    }

    private static Map<RowGroup.Key, JsonObject> byKey(RowSet<Row> rows) {
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> new RowGroup.Key(
                                row.getLong("session_id"), row.getInteger("interval"), row.getString("record_type")),
                        RowSql::json,
                        (first, second) -> second,
                        LinkedHashMap::new));
    }

    /** One call of {@link #commit}: it is answered on the context that it came from. */
    private record Call(RowGroup rows, Promise<List<JsonObject>> stored, Context caller) {}
}
