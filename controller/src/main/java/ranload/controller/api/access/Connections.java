package ranload.controller.api.access;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import ranload.controller.api.problem.Problem;

/**
 * Bounds how many connections there are and how long one may take to say what it wants: a caller that drips a request
 * octet by octet is cut off. Confined to the server's event loop.
 */
public final class Connections {
    /** Vert.x numbers its timers from 0: whoever cancels 0 ends the first timer of the process, whose ever it is. */
    private static final Long NO_TIMER = -1L;

    private static final int MAX_CONNECTIONS = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final int maxConnections;
    private final Duration patience;
    private final Map<HttpConnection, Long> timers = new HashMap<>();

    public Connections(Vertx vertx) {
        this(vertx, MAX_CONNECTIONS, PATIENCE);
    }

    /**
     * @param maxConnections more are closed at once
     * @param patience for a whole request head, and again for its body
     */
    Connections(Vertx vertx, int maxConnections, Duration patience) {
        this.vertx = vertx;
        this.maxConnections = maxConnections;
        this.patience = patience;
    }

    /** Takes a new connection, or closes it when there are too many. */
    void opened(HttpConnection connection) {
        if (timers.size() >= maxConnections) {
            connection.close();
            return;
        }
        timers.put(connection, NO_TIMER);
        connection.closeHandler(closed -> {
            Long timer = timers.remove(connection);
            vertx.cancelTimer(timer == null ? NO_TIMER : timer);
        });
        arm(connection);
    }

    /** A request's head has arrived: the first handler of every request. */
    public void begun(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        disarm(connection);
        context.addEndHandler(done -> arm(connection));
        if (hasBody(context.request())) {
            arm(connection, () -> tooSlow(context.request()));
        }
        context.next();
    }

    /** The request's body has arrived whole. */
    public void bodyRead(RoutingContext context) {
        disarm(context.request().connection());
        context.next();
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        && !"0".equals(request.getHeader(HttpHeaders.CONTENT_LENGTH)));
    }

    private void arm(HttpConnection connection) {
        arm(connection, connection::close);
    }

    private void arm(HttpConnection connection, Runnable end) {
        disarm(connection);
        timers.computeIfPresent(connection, (known, none) -> vertx.setTimer(patience.toMillis(), due -> end.run()));
    }

    private void tooSlow(HttpServerRequest request) {
        if (request.response().headWritten()) {
            request.connection().close();
            return;
        }
        String detail = "the body did not arrive within " + patience.toSeconds() + " s";
        answer(request, Problem.of(408, "request_timeout", "The request came too slowly", detail));
    }

    private void disarm(HttpConnection connection) {
        timers.computeIfPresent(connection, (known, timer) -> {
            vertx.cancelTimer(timer);
            return NO_TIMER;
        });
    }

    /** Answers what is no HTTP request. */
    static void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem;
        if (cause instanceof TooLongHttpLineException) {
            problem = Problem.of(
                    414, "uri_too_long", "The address is too long", "the request line is limited to 4096 octets");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = Problem.of(
                    431, "headers_too_large", "The headers are too large", "they are limited to 8192 octets");
        } else {
            problem = Problem.of(
                    400, "bad_message", "The request cannot be read", "this is not HTTP: " + cause.getMessage());
        }
        answer(request, problem);
    }

    /** Answers and hangs up. */
    private static void answer(HttpServerRequest request, Problem problem) {
        Gate.harden(request.response());
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(problem.toJson().encode())
                .onComplete(sent -> request.connection().close());
    }
}
