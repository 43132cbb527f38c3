package ranload.controller.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.AgentEvent;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionState;

/**
 * Every session and every row, on disk. What a future reports as done has been committed and survives a crash. Failures
 * are {@link ranload.session.FailureException}s: {@code database_full}, {@code database_unwritable}, {@code store_busy}
 * and their like; each may be tried again. Thread-safe; futures complete on the caller's context.
 */
public final class SessionStore {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStore.class);

    private final DatabaseFile file;
    private final Database database;
    private final KnownSessions knownSessions = new KnownSessions();
    private final RowWriter rowWriter;
    private final SessionReader reader;
    private final AtomicLong lastId;
    private final long lastIdAtOpening;

    private SessionStore(Vertx vertx, DatabaseFile file) {
        this.file = file;
        this.database = new Database(vertx, file);
        this.rowWriter = new RowWriter(vertx, database, knownSessions, file.lastRevision());
        this.reader = new SessionReader(database);
        this.lastIdAtOpening = file.lastSessionId();
        this.lastId = new AtomicLong(lastIdAtOpening);
    }

    /**
     * Opens the store, making the file and its folder when they do not exist. Nobody else can open it until it is closed
     * or this process ends.
     *
     * @return or a failed future: {@code database_locked}, {@code database_not_a_database}, {@code database_corrupt},
     *     {@code database_newer}, {@code database_foreign}, {@code database_unwritable}, {@code database_full}; the file
     *     is left as it was
     */
    public static Future<SessionStore> open(Vertx vertx, Path database) {
        return vertx.executeBlocking(() -> DatabaseFile.open(database, Instant.now()))
                .map(file -> new SessionStore(vertx, file));
    }

    /** Made with the database and kept for ever. */
    public String controllerId() {
        return file.controllerId();
    }

    /** One more than at the opening before. */
    public long epoch() {
        return file.epoch();
    }

    /**
     * A session id that was never given: the time, or one more than the last id when the clock has not moved on.
     *
     * @param epochMillis wall-clock time
     */
    public SessionId nextId(long epochMillis) {
        return new SessionId(lastId.updateAndGet(last -> Math.max(last + 1, epochMillis)));
    }

    /** Stores a new session, pending. */
    public Future<Void> insert(SessionPlan plan) {
        Tuple values = SessionSql.insert(plan);
        Tuple noted = SessionSql.noteState(plan.id(), SessionState.PENDING, null, UtcText.of(plan.createdAt()));
        return database.write(statements -> {
            statements.update(SessionSql.INSERT, values);
            statements.update(SessionSql.NOTE_LAST_ID, Tuple.of(plan.id().value()));
            statements.update(SessionSql.NOTE_STATE, noted);
            return null;
        });
    }

    /**
     * Moves a session on, and notes when and why.
     *
     * @param cause null when there is none; the last one that was given is kept
     * @return or a failed future: {@code not_found}, {@code already_ended}
     */
    public Future<Void> setState(SessionId id, SessionState state, Failure cause, Instant at) {
        String time = UtcText.of(at);
        Tuple change = SessionSql.setState(id, state, cause, time);
        Tuple noted = SessionSql.noteState(id, state, cause, time);
        return database.write(statements -> {
            if (statements.update(SessionSql.SET_STATE, change) != 1) {
                throw isStored(statements, id)
                        ? Failure.of("already_ended", "session " + id + " has ended already")
                                .asException()
                        : notFound(id);
            }
            statements.update(SessionSql.NOTE_STATE, noted);
            return null;
        });
    }

    private static boolean isStored(Statements statements, SessionId id) throws SQLException {
        return !statements
                .query(SessionSql.STATE, Tuple.of(id.value()), row -> row.getString(1))
                .isEmpty();
    }

    private static RuntimeException notFound(SessionId id) {
        return Failure.of("not_found", "there is no session " + id).asException();
    }

    /** Notes the addresses and ports that the first stream really uses. */
    public Future<Void> setEnds(SessionId id, String localIp, int localPort, String remoteIp, int remotePort) {
        Tuple ends = Tuple.of(localIp, localPort, remoteIp, remotePort, id.value());
        return database.write(statements -> {
            if (statements.update(SessionSql.SET_ENDS, ends) != 1) {
                throw notFound(id);
            }
            return null;
        });
    }

    /**
     * Stores rows; a row that is there already is replaced. Rows of sessions that are not stored here are dropped with a
     * line in the log.
     *
     * @return after the commit, every second that the batch touched as stored, both ends and all streams merged; or a
     *     failed future, after which none of the rows is stored: {@code store_busy} when too many rows wait already
     */
    public Future<List<JsonObject>> commit(RowBatch batch) {
        return rowWriter.commit(batch);
    }

    /** Hears from now on how long each transaction took that stored rows. */
    public void onTransaction(Consumer<Duration> listener) {
        rowWriter.onTransaction(listener);
    }

    /**
     * Stores one end's last word, and the outages that it tells of; a repeat replaces it. That of a session not stored
     * here is dropped.
     */
    public Future<Void> addResult(AgentId agent, StreamResult result) {
        return ofKnownSession(result.session(), "result", statements -> {
            statements.update(ResultSql.PUT_RESULT, ResultSql.result(agent, result));
            statements.batch(ResultSql.PUT_OUTAGE, ResultSql.outages(agent, result));
            return null;
        });
    }

    /** Stores a warning; a repeat changes nothing. That of a session not stored here is dropped. */
    public Future<Void> addWarning(AgentEvent.Warning warning) {
        return ofKnownSession(warning.session(), "warning", statements -> {
            statements.update(ResultSql.PUT_WARNING, ResultSql.warning(warning));
            return null;
        });
    }

    private Future<Void> ofKnownSession(SessionId id, String what, Work<Void> work) {
        return database.write(statements -> {
            if (isStored(statements, id)) {
                work.run(statements);
            } else {
                LOG.warn("dropped a {} of session {}, which is not stored here", what, id);
            }
            return null;
        });
    }

    /**
     * True when every direction of every stream has both ends' results and all the rows that these count.
     *
     * @return false for an unknown session
     */
    public Future<Boolean> isDataComplete(SessionId id) {
        return reader.isDataComplete(id);
    }

    /** A session as lists show it. */
    public Future<Optional<JsonObject>> outline(SessionId id) {
        return reader.outline(id);
    }

    /** A session with its plan, summary by direction ({@code u}, {@code d}), warnings, outages and results. */
    public Future<Optional<JsonObject>> session(SessionId id) {
        return reader.session(id);
    }

    /** Lists sessions, newest first. */
    public Future<Void> forEachSession(SessionFilter filter, Consumer<JsonObject> taker) {
        return forEachSessionPage(filter, page -> {
            page.forEach(taker);
            return Future.succeededFuture();
        });
    }

    /**
     * Lists sessions, newest first, in pages of at most 500.
     *
     * @param taker the next page is read when the future that it returns for the one before completes
     */
    public Future<Void> forEachSessionPage(SessionFilter filter, Function<List<JsonObject>, Future<Void>> taker) {
        return reader.sessions(filter, taker);
    }

    /**
     * Lists the rows of a session by interval, upstream last; none when there is no such session.
     *
     * @param after only rows with a later time; null for all
     */
    public Future<Void> forEachRow(SessionId id, Instant after, Consumer<JsonObject> taker) {
        return forEachRowPage(id, after, page -> {
            page.forEach(taker);
            return Future.succeededFuture();
        });
    }

    /** Like {@link #forEachRow}, in pages of at most 500, each awaited like {@link #forEachSessionPage}'s. */
    public Future<Void> forEachRowPage(SessionId id, Instant after, Function<List<JsonObject>, Future<Void>> taker) {
        return reader.rows(id, after, taker);
    }

    /** The newest revision of any row; 0 when there is no row. */
    public Future<Long> lastRevision() {
        return reader.lastRevision();
    }

    /**
     * A page of a session's rows by interval, without those written after a revision.
     *
     * @param interval with {@code recordType} the row before the page; 0 and empty for the first page
     * @param after only rows with a later time; null for all
     */
    public Future<List<JsonObject>> rowsUpTo(
            long revision, SessionId id, int interval, String recordType, Instant after, int limit) {
        return reader.rowsUpTo(revision, id, interval, recordType, after, limit);
    }

    /**
     * A page of rows in the order in which they were stored: what asks for it again and again misses none and sees none
     * twice.
     *
     * @param place of the row before the page
     * @param only the session whose rows to read; null for all sessions
     */
    public Future<List<JsonObject>> storedAfter(RowPlace place, SessionId only, int limit) {
        return reader.storedAfter(place, only, limit);
    }

    /**
     * Erases an ended session with everything that is stored of it, for good.
     *
     * @return or a failed future: {@code not_found}, {@code not_ended}
     */
    public Future<Void> erase(SessionId id) {
        return database.write(statements -> {
            if (statements.update(SessionSql.ERASE, Tuple.of(id.value())) == 0) {
                throw isStored(statements, id) ? notEnded(id) : notFound(id);
            }
            knownSessions.forget(id.value());
            return null;
        });
    }

    private static RuntimeException notEnded(SessionId id) {
        return Failure.of("not_ended", "session " + id + " has not ended; stop it first")
                .asException();
    }

    /**
     * What ended sessions have moved since a moment: the payload that was sent or, where more of it is known, that
     * arrived.
     *
     * @param session the only one to look at; null for all of them
     */
    public Future<List<MovedOctets>> moved(Instant since, SessionId session) {
        return database.read(MovedOctets.QUERY, MovedOctets.parameters(since, session))
                .map(rows -> rows.stream().map(MovedOctets::of).toList());
    }

    /** True for a row that can be stored, whatever session it is of. */
    public static boolean canHold(IntervalRow row) {
        return RowGroup.canHold(row);
    }

    /** Sessions that have not ended, oldest first. */
    public Future<List<SessionPlan>> unended() {
        return reader.unended();
    }

    /** True for a session that was in the store when it was opened. */
    public boolean isOfEarlierRun(SessionId session) {
        return session.value() <= lastIdAtOpening;
    }

    /** Done when the store can do its work, as far as a look shows that costs next to nothing. */
    public Future<Void> probe() {
        return database.probe();
    }

    /** Ends the store; calls after this fail. What was committed stays. */
    public Future<Void> close() {
        return database.close();
    }
}
