package ranload.controller.api.watch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response of server-sent events. A comment now and then shows that it is alive; a client that has taken nothing
 * between two of them is cut off, and may connect again. Confined to the server's event loop.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final Buffer BEGIN = Buffer.buffer(": what is stored from now on\n\n");
    private static final Buffer HEARTBEAT = Buffer.buffer(": still here\n\n");

    private final Vertx vertx;
    private final RoutingContext context;
    private final HttpServerResponse response;
    private boolean over;
    private boolean full;
    private long heartbeat = -1;

    EventStream(Vertx vertx, RoutingContext context, Runnable onClose) {
        this.vertx = vertx;
        this.context = context;
        this.response = context.response();
        context.addEndHandler(gone -> {
            over = true;
            vertx.cancelTimer(heartbeat);
            onClose.run();
        });
    }

    /** Answers that events will come. */
    void begin() {
        if (!over) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, Watches.MEDIA_TYPE);
            response.write(BEGIN); // the head alone would wait for the first event
            heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> beat());
        }
    }

    /** True when nobody listens any more. */
    boolean isOver() {
        return over;
    }

    /** Appends one event; {@code id} is null for one that nobody can take up the stream after. */
    static void append(Buffer events, String name, String id, JsonObject data) {
        events.appendString("event: ").appendString(name);
        if (id != null) {
            events.appendString("\nid: ").appendString(id);
        }
        events.appendString("\ndata: ").appendString(data.encode()).appendString("\n\n");
    }

    /** Done when the client's side of the connection has taken the events. */
    Future<Void> write(Buffer events) {
        if (over) {
            return Future.failedFuture("the watcher has gone");
        }
        return events.length() == 0 ? Future.succeededFuture() : response.write(events);
    }

    void end() {
        if (!over) {
            response.end();
        }
    }

    /** Something went wrong: answered as a problem when nothing was sent yet, else the connection is cut. */
    void fail(Throwable cause) {
        if (!over) {
            context.fail(cause);
        }
    }

    private void beat() {
        if (!response.writeQueueFull()) {
            full = false;
            response.write(HEARTBEAT);
        } else if (full) {
            LOG.warn("cut off a watcher that has taken nothing for {} s", HEARTBEAT_MILLIS / 1000);
            response.reset();
        } else {
            full = true;
        }
    }
}
