package ranload.controller.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import ranload.bus.BusJson;
import ranload.controller.report.MergedHistograms;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.SessionPlan;

/** Answers questions about what is stored. Holds one page of a list at a time. Thread-safe. */
final class SessionReader {
    static final int PAGE = 500;

    private final Database database;

    SessionReader(Database database) {
        this.database = database;
    }

    Future<Optional<JsonObject>> outline(SessionId id) {
        return database.read(SessionSql.ONE, Tuple.of(id.value()))
                .map(found -> found.stream().findFirst().map(SessionSql::json));
    }

    Future<Optional<JsonObject>> session(SessionId id) {
        // The session first: when it has ended, all that is read after it is final too.
        return database.read(SessionSql.ONE, Tuple.of(id.value())).compose(found -> {
            if (found.size() == 0) {
                return Future.succeededFuture(Optional.empty());
            }
            Row row = found.iterator().next();
            JsonObject session = SessionSql.json(row).put("plan", new JsonObject(row.getString("plan")));
            Tuple key = Tuple.of(id.value());
            return database.read(ResultSql.WARNINGS, key)
                    .onSuccess(rows -> session.put("warnings", array(rows, ResultSql::warningJson)))
                    .compose(none -> database.read(ResultSql.OUTAGES, key))
                    .onSuccess(rows -> session.put("outages", array(rows, ResultSql::outageJson)))
                    .compose(none -> database.read(ResultSql.RESULTS, key))
                    .onSuccess(rows -> session.put("results", array(rows, ResultSql::resultJson)))
                    .compose(results -> database.read(ResultSql.SUMMARY, key)
                            .onSuccess(rows -> session.put("summary", summaries(rows, ResultSql.histograms(results)))))
                    .map(none -> Optional.of(session));
        });
    }

    private static JsonObject summaries(RowSet<Row> rows, MergedHistograms histograms) {
        JsonObject summaries = new JsonObject();
        rows.forEach(row -> summaries.put(
                row.getString("record_type"), ResultSql.summary(row, histograms).toJson()));
        return summaries;
    }

    private static JsonArray array(RowSet<Row> rows, Function<Row, JsonObject> form) {
        JsonArray array = new JsonArray();
        rows.forEach(row -> array.add(form.apply(row)));
        return array;
    }

    Future<List<SessionPlan>> unended() {
        return database.read(SessionSql.OPEN_PLANS, Tuple.tuple()).map(rows -> rows.stream()
                .map(row -> BusJson.decode(row.getString("plan"), SessionPlan.class))
                .toList());
    }

    Future<Boolean> isDataComplete(SessionId id) {
        Tuple key = Tuple.of(id.value());
        return database.read(ResultSql.EXPECTED_RESULTS, key)
                .compose(expected -> expected.size() == 0
                        ? Future.succeededFuture(false)
                        : database.read(ResultSql.RESULT_ROWS, key).compose(results -> database.read(
                                        ResultSql.STORED_ROWS, key)
                                .map(stored -> results.size()
                                                == expected.iterator().next().getInteger("expected")
                                        && hasAllRows(results, stored))));
    }

    /** True when rows 1 to the number in its result are stored for every result. */
    private static boolean hasAllRows(RowSet<Row> results, RowSet<Row> stored) {
        Map<String, Row> byStream = new HashMap<>();
        stored.forEach(row -> byStream.put(row.getString("record_type") + row.getInteger("stream"), row));
        return results.stream().allMatch(result -> {
            int rows = result.getInteger("rows");
            Row counts = byStream.get(result.getString("record_type") + result.getInteger("stream"));
            boolean receiver = result.getString("role").equals(Role.RECEIVER.code());
            if (counts == null) {
                return rows == 0;
            }
            int last = counts.getInteger(receiver ? "last_received" : "last_sent");
            return counts.getInteger(receiver ? "received" : "sent") == last && last >= rows;
        });
    }

    Future<Void> sessions(SessionFilter filter, Function<List<JsonObject>, Future<Void>> taker) {
        long newest = filter.before() == null ? Long.MAX_VALUE : filter.before().value();
        Promise<Void> done = Promise.promise();
        nextSessions(filter, newest, filter.limit(), taker, done);
        return done.future();
    }

    private void nextSessions(
            SessionFilter filter,
            long before,
            int left,
            Function<List<JsonObject>, Future<Void>> taker,
            Promise<Void> done) {
        int size = Math.min(left, PAGE);
        database.read(SessionSql.page(filter.ended()), SessionSql.page(filter, before, size))
                .map(rows -> list(rows, SessionSql::json))
                .compose(page -> taker.apply(page).map(page))
                .onFailure(done::fail)
                .onSuccess(page -> {
                    if (page.size() < size || left == size) {
                        done.complete();
                    } else {
                        long last = page.get(size - 1).getLong("session_id");
                        nextSessions(filter, last, left - size, taker, done);
                    }
                });
    }

    Future<Void> rows(SessionId id, Instant after, Function<List<JsonObject>, Future<Void>> taker) {
        Promise<Void> done = Promise.promise();
        nextRows(id, 0, "", after == null ? "" : UtcText.of(after), taker, done);
        return done.future();
    }

    private void nextRows(
            SessionId id,
            int interval,
            String recordType,
            String after,
            Function<List<JsonObject>, Future<Void>> taker,
            Promise<Void> done) {
        database.read(RowSql.PAGE, Tuple.of(id.value(), interval, recordType, after, PAGE))
                .map(rows -> list(rows, RowSql::json))
                .compose(page -> taker.apply(page).map(page))
                .onFailure(done::fail)
                .onSuccess(page -> {
                    if (page.size() < PAGE) {
                        done.complete();
                    } else {
                        JsonObject last = page.get(PAGE - 1);
                        nextRows(id, last.getInteger("interval"), last.getString("record_type"), after, taker, done);
                    }
                });
    }

    Future<Long> lastRevision() {
        return database.read(RowSql.LAST_REVISION, Tuple.tuple())
                .map(found -> found.iterator().next().getLong("revision"));
    }

    Future<List<JsonObject>> rowsUpTo(
            long revision, SessionId id, int interval, String recordType, Instant after, int limit) {
        String time = after == null ? "" : UtcText.of(after);
        return database.read(RowSql.PAGE_UP_TO, Tuple.of(id.value(), interval, recordType, time, revision, limit))
                .map(rows -> list(rows, RowSql::json));
    }

    Future<List<JsonObject>> storedAfter(RowPlace place, SessionId only, int limit) {
        Tuple parameters = Tuple.of(place.revision(), place.session(), place.interval(), place.recordType());
        return (only == null
                        ? database.read(RowSql.STORED_AFTER, parameters.addInteger(limit))
                        : database.read(
                                RowSql.STORED_AFTER_OF_ONE,
                                parameters.addLong(only.value()).addInteger(limit)))
                .map(rows -> list(rows, RowSql::json));
    }

    private static List<JsonObject> list(RowSet<Row> rows, Function<Row, JsonObject> form) {
        return rows.stream().map(form).toList();
    }
}
