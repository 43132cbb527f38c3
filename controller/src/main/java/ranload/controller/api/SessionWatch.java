package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.Addresses;
import ranload.bus.TypedBus;
import ranload.session.SessionId;
import ranload.session.SessionState;

/**
 * One client that watches one session by server-sent events: first what is stored, then what is published. What is
 * published while the stored rows are read waits, at most {@value #MAX_WAITING} events of it; a client that reads too
 * slowly for that is cut off and may connect again. Confined to the server's event loop.
 */
final class SessionWatch {
    static final String MEDIA_TYPE = "text/event-stream";

    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
    private static final int MAX_WAITING = 1024;
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final Buffer HEARTBEAT = Buffer.buffer(": still here\n\n");

    private final Vertx vertx;
    private final Backend backend;
    private final SessionId id;
    private final RoutingContext context;
    private final HttpServerResponse response;
    private final SentRows sentRows = new SentRows();
    private final Queue<Event> waiting = new ArrayDeque<>();
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private SessionState sentState;
    private boolean replaying = true;
    private boolean over;
    private long heartbeat = -1;

    private record Event(String name, JsonObject data) {}

    SessionWatch(Backend backend, SessionId id, RoutingContext context) {
        this.vertx = backend.vertx();
        this.backend = backend;
        this.id = id;
        this.context = context;
        this.response = context.response();
    }

    /** Begins; fails the call when there is no such session. Ends with the session or with the connection. */
    void open() {
        TypedBus bus = new TypedBus(vertx.eventBus());
        // Listening begins before reading, so that nothing falls between the two.
        consumers.add(bus.watch(Addresses.live(id), row -> offer(new Event("row", row))));
        consumers.add(bus.watch(Addresses.state(id), state -> offer(new Event("state", state))));
        context.addEndHandler(gone -> close());
        Future.all(consumers.get(0).completion(), consumers.get(1).completion())
                .compose(listening -> backend.requireSession(id))
                .compose(this::replay)
                .onFailure(this::fail);
    }

    private Future<Void> replay(JsonObject session) {
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        Event now = new Event("state", state(session));
        boolean ended = stateOf(now).isEnd();
        if (!ended) {
            send(now);
        } else {
            response.writeHead();
        }
        heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> beat());
        return backend.store().forEachRowPage(id, null, this::sendStored).onSuccess(read -> {
            replaying = false;
            flush();
            if (ended) {
                // The session had ended before the rows were read, so these were all.
                send(now);
            }
        });
    }

    private Future<Void> sendStored(List<JsonObject> page) {
        if (over) {
            return Future.failedFuture("the watcher has gone");
        }
        Buffer events = Buffer.buffer();
        page.stream().filter(sentRows::take).forEach(row -> events.appendString(text(new Event("row", row))));
        return response.write(events);
    }

    private static JsonObject state(JsonObject session) {
        JsonObject state = new JsonObject()
                .put("session_id", session.getLong("session_id"))
                .put("state", session.getString("state"));
        return session.getJsonObject("cause") == null ? state : state.put("cause", session.getJsonObject("cause"));
    }

    private void offer(Event event) {
        if (over) {
            return;
        }
        if (!replaying && waiting.isEmpty() && !response.writeQueueFull()) {
            send(event);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(event);
            response.drainHandler(drained -> flush());
        } else {
            LOG.warn("cut off a watcher of session {} that reads too slowly", id);
            close();
            response.reset();
        }
    }

    private void flush() {
        while (!replaying && !over && !waiting.isEmpty() && !response.writeQueueFull()) {
            send(waiting.remove());
        }
    }

    private void send(Event event) {
        if (over || !isNews(event)) {
            return;
        }
        response.write(text(event));
        if (event.name().equals("state") && stateOf(event).isEnd()) {
            close();
            response.end();
        }
    }

    private boolean isNews(Event event) {
        if (event.name().equals("row")) {
            return sentRows.take(event.data());
        }
        SessionState state = stateOf(event);
        if (sentState != null && sentState.compareTo(state) >= 0) {
            return false;
        }
        sentState = state;
        return true;
    }

    private static SessionState stateOf(Event event) {
        return SessionState.ofCode(event.data().getString("state")).orElseThrow();
    }

    private static String text(Event event) {
        return "event: " + event.name() + "\ndata: " + event.data().encode() + "\n\n";
    }

    private void beat() {
        if (!response.writeQueueFull()) {
            response.write(HEARTBEAT);
        }
    }

    private void fail(Throwable cause) {
        if (!over) {
            close();
            context.fail(cause);
        }
    }

    private void close() {
        over = true;
        waiting.clear();
        vertx.cancelTimer(heartbeat);
        consumers.forEach(MessageConsumer::unregister);
        consumers.clear();
    }
}
