package ranload.controller.api.watch;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ranload.bus.Addresses;
import ranload.controller.store.SessionStore;
import ranload.session.SessionId;
import ranload.session.SessionState;

/**
 * One client that watches one session. What is published only says that there is something to read: rows are read from
 * the store in an order that leaves no gap and repeats nothing, a page when the page before has left for the client, so
 * that a slow one holds nothing up and takes no memory. Confined to the server's event loop.
 */
final class SessionWatch {
    private static final int PAGE = 500;

    private final SessionStore store;
    private final SessionId id;
    private final EventStream stream;
    private final Rounds rounds;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private final List<JsonObject> states = new ArrayList<>();
    private WatchPlace place;
    private SessionState sentState;

    private SessionWatch(Watches watches, SessionId id, RoutingContext context) {
        this.store = watches.store();
        this.id = id;
        this.stream = new EventStream(watches.vertx(), context, this::close);
        this.rounds = new Rounds(this::round, this::fail);
    }

    /**
     * Begins; fails the call when there is no such session. Ends with the session or with the connection.
     *
     * @param from where an earlier connection broke off; null for the beginning
     */
    static void open(Watches watches, SessionId id, WatchPlace from, RoutingContext context) {
        SessionWatch watch = new SessionWatch(watches, id, context);
        // Listening begins before reading, so that nothing falls between the two.
        watch.consumers.add(watches.bus().watch(Addresses.live(id), row -> watch.due()));
        watch.consumers.add(watches.bus().watch(Addresses.state(id), watch::changed));
        Future.all(watch.consumers.get(0).completion(), watch.consumers.get(1).completion())
                .compose(listening -> watch.begin(from))
                .onFailure(watch::fail);
    }

    private Future<Void> begin(WatchPlace from) {
        return Future.all(store.outline(id), store.lastRevision())
                .compose(read -> {
                    Optional<JsonObject> found = read.resultAt(0);
                    JsonObject session = found.orElseThrow(() -> Watches.notFound(id));
                    place = from != null ? from : WatchPlace.beginning(read.resultAt(1));
                    stream.begin();
                    JsonObject now = state(session);
                    if (stateOf(now).isEnd()) {
                        states.add(now);
                        return Future.<Void>succeededFuture();
                    }
                    return sendStates(List.of(now));
                })
                .onSuccess(begun -> rounds.due());
    }

    private static JsonObject state(JsonObject session) {
        JsonObject state = new JsonObject()
                .put("session_id", session.getLong("session_id"))
                .put("state", session.getString("state"));
        return session.getJsonObject("cause") == null ? state : state.put("cause", session.getJsonObject("cause"));
    }

    private void changed(JsonObject state) {
        states.add(state);
        due();
    }

    private void due() {
        if (place != null) {
            rounds.due();
        }
    }

    /** Everything stored before these states were reached comes before them. */
    private Future<Void> round() {
        List<JsonObject> reached = drain();
        return sendRows().compose(sent -> sendStates(reached));
    }

    private List<JsonObject> drain() {
        List<JsonObject> reached = List.copyOf(states);
        states.clear();
        return reached;
    }

    private Future<Void> sendRows() {
        Future<List<JsonObject>> page = place.past()
                ? store.rowsUpTo(place.revision(), id, place.interval(), place.recordType(), null, PAGE)
                : store.storedAfter(place.stored(id), id, PAGE);
        return page.compose(rows -> {
            Buffer events = Buffer.buffer();
            for (JsonObject row : rows) {
                place = place.at(row);
                EventStream.append(events, "row", place.id(), row);
            }
            return stream.write(events).compose(sent -> {
                if (rows.size() == PAGE) {
                    return sendRows();
                }
                if (place.past()) {
                    place = place.present();
                    return sendRows();
                }
                return Future.succeededFuture();
            });
        });
    }

    private Future<Void> sendStates(List<JsonObject> reached) {
        Buffer events = Buffer.buffer();
        for (JsonObject state : reached) {
            SessionState now = stateOf(state);
            if (sentState == null || sentState.compareTo(now) < 0) {
                sentState = now;
                EventStream.append(events, "state", now.isEnd() ? WatchPlace.END : null, state);
            }
        }
        return stream.write(events).onSuccess(sent -> {
            if (sentState != null && sentState.isEnd()) {
                stream.end();
            }
        });
    }

    private static SessionState stateOf(JsonObject state) {
        return SessionState.ofCode(state.getString("state")).orElseThrow();
    }

    private void fail(Throwable cause) {
        close();
        stream.fail(cause);
    }

    private void close() {
        consumers.forEach(MessageConsumer::unregister);
        consumers.clear();
    }
}
