package ranload.controller.api.watch;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import ranload.bus.Addresses;
import ranload.controller.store.RowPlace;
import ranload.controller.store.SessionFilter;
import ranload.controller.store.SessionStore;
import ranload.session.SessionId;

/**
 * One client that watches all sessions. Its events' ids are the revisions up to which it has everything. Confined to
 * the server's event loop.
 */
final class LiveWatch {
    private static final int PAGE = 500;

    /** Changes that wait while the client does not read; a client that lets more gather is cut off. */
    private static final int MAX_WAITING = 4096;

    private final SessionStore store;
    private final EventStream stream;
    private final Rounds rounds;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private RowPlace place;

    private record Change(String event, JsonObject data) {}

    private LiveWatch(Watches watches, RoutingContext context) {
        this.store = watches.store();
        this.stream = new EventStream(watches.vertx(), context, this::close);
        this.rounds = new Rounds(this::round, this::fail);
    }

    /**
     * Begins; ends with the connection.
     *
     * @param after rows of sessions with later times come first; null for none of the past
     * @param from the revision up to which an earlier connection had everything; null for a new watcher
     */
    static void open(Watches watches, Instant after, Long from, RoutingContext context) {
        LiveWatch watch = new LiveWatch(watches, context);
        watch.consumers.add(watches.bus().watch(Addresses.COMMITTED, rows -> watch.due()));
        watch.consumers.add(watches.bus().watch(Addresses.SESSIONS, state -> watch.changed("state", state)));
        watch.consumers.add(watches.bus().watch(Addresses.AGENTS, agent -> watch.changed("agent", agent)));
        Future.all(watch.consumers.stream().map(MessageConsumer::completion).toList())
                .compose(listening -> watch.store.lastRevision())
                .compose(last -> watch.begin(after, from, last))
                .onSuccess(begun -> watch.rounds.due())
                .onFailure(watch::fail);
    }

    private Future<Void> begin(Instant after, Long from, long last) {
        stream.begin();
        if (from != null || after == null) {
            place = RowPlace.after(from == null ? last : Math.min(from, last));
            return Future.succeededFuture();
        }
        Queue<SessionId> sessions = new ArrayDeque<>();
        return store.forEachSession(
                        SessionFilter.ALL.withResultsAfter(after),
                        session -> sessions.add(new SessionId(session.getLong("session_id"))))
                .compose(read -> past(sessions, after, last, 0, ""))
                .onSuccess(sent -> place = RowPlace.after(last));
    }

    /** Rows of the past, one session after the other. */
    private Future<Void> past(Queue<SessionId> sessions, Instant after, long last, int interval, String recordType) {
        if (sessions.isEmpty()) {
            return Future.succeededFuture();
        }
        return store.rowsUpTo(last, sessions.element(), interval, recordType, after, PAGE)
                .compose(rows -> {
                    Buffer events = Buffer.buffer();
                    rows.forEach(row -> EventStream.append(events, "row", null, row));
                    return stream.write(events).compose(sent -> {
                        if (rows.size() == PAGE) {
                            JsonObject row = rows.get(PAGE - 1);
                            return past(
                                    sessions, after, last, row.getInteger("interval"), row.getString("record_type"));
                        }
                        sessions.remove();
                        return past(sessions, after, last, 0, "");
                    });
                });
    }

    private void changed(String event, JsonObject data) {
        if (changes.size() >= MAX_WAITING) {
            fail(Watches.tooSlow());
            return;
        }
        changes.add(new Change(event, data));
        due();
    }

    private void due() {
        if (place != null) {
            rounds.due();
        }
    }

    /** Everything stored before these changes comes before them. */
    private Future<Void> round() {
        List<Change> reached = List.copyOf(changes);
        changes.clear();
        return sendRows().compose(sent -> {
            Buffer events = Buffer.buffer();
            reached.forEach(change -> EventStream.append(events, change.event(), null, change.data()));
            return stream.write(events);
        });
    }

    private Future<Void> sendRows() {
        return store.storedAfter(place, null, PAGE).compose(rows -> {
            Buffer events = Buffer.buffer();
            for (JsonObject row : rows) {
                long revision = row.getLong("revision");
                // More rows of the same revision may follow: with this id they come again.
                EventStream.append(events, "row", Long.toString(revision - 1), row);
                place = new RowPlace(
                        revision, row.getLong("session_id"), row.getInteger("interval"), row.getString("record_type"));
            }
            return stream.write(events).compose(sent -> rows.size() == PAGE ? sendRows() : Future.succeededFuture());
        });
    }

    private void fail(Throwable cause) {
        close();
        stream.fail(cause);
    }

    private void close() {
        consumers.forEach(MessageConsumer::unregister);
        consumers.clear();
        changes.clear();
    }
}
