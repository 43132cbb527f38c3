package ranload.controller.cli.rest;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One open stream of server-sent events, handed from the event loop to a thread that waits. The queue between them is
 * bounded by pausing the stream, so a reader that is stuck (a pager, say) stops the sender and not the memory.
 */
final class LiveFeed implements AutoCloseable {
    /** A stream that is silent for so long is dead: the controller sends a comment every 10 s. */
    static final Duration SILENCE = Duration.ofSeconds(25);

    private static final int MAX_LINE_OCTETS = 1 << 20;
    private static final int PAUSE_AT = 256;
    private static final int RESUME_AT = 64;

    private final BlockingQueue<Optional<SseEvent>> events = new LinkedBlockingQueue<>();
    private final SseParser parser = new SseParser(); // confined to the context
    private final HttpClientRequest request;
    private final RecordParser lines;
    private final Context context;

    private LiveFeed(HttpClientRequest request, HttpClientResponse response) {
        this.request = request;
        this.context = Vertx.currentContext();
        this.lines = RecordParser.newDelimited("\n", response);
        lines.maxRecordSize(MAX_LINE_OCTETS);
        lines.exceptionHandler(e -> end());
        lines.endHandler(v -> end());
        lines.handler(this::take);
    }

    /** Sends the request; fails with a {@link RestFailure} when the answer is no stream. */
    static Future<LiveFeed> open(HttpClientRequest request) {
        return request.send().compose(response -> {
            if (response.statusCode() == 200) {
                return Future.succeededFuture(new LiveFeed(request, response));
            }
            return response.body()
                    .compose(body -> Future.failedFuture(RestFailure.ofAnswer(response.statusCode(), body.toString())));
        });
    }

    /** The next event; empty when none came in time. */
    Optional<SseEvent> next(Duration wait) throws InterruptedException, Ended {
        Optional<SseEvent> event = events.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            return Optional.empty();
        }
        if (event.isEmpty()) {
            throw new Ended();
        }
        if (events.size() == RESUME_AT) {
            context.runOnContext(v -> lines.resume());
        }
        return event;
    }

    private void take(Buffer line) {
        parser.line(line.toString()).ifPresent(event -> {
            events.add(Optional.of(event));
            if (events.size() >= PAUSE_AT) {
                lines.pause();
            }
        });
    }

    private void end() {
        events.add(Optional.empty());
    }

    @Override
    public void close() {
        context.runOnContext(v -> request.reset());
    }

    /** The stream has ended, for whatever reason. */
    static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;

        private Ended() {
            super("the stream of events has ended", null, false, false);
        }
    }
}
