package ranload.controller.api.watch;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import ranload.bus.TypedBus;
import ranload.controller.api.problem.FieldError;
import ranload.controller.api.problem.Problem;
import ranload.controller.store.SessionStore;
import ranload.session.Failure;
import ranload.session.SessionId;

/**
 * The calls that watch.
 *
 * @param store what is sent is read here
 * @param bus tells that there is something to read
 */
public record Watches(Vertx vertx, SessionStore store, TypedBus bus) {
    /** The media type of server-sent events. */
    public static final String MEDIA_TYPE = "text/event-stream";

    private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}");

    /**
     * Watches one session, from where an earlier connection broke off if the request says so; to one whose session has
     * ended there is nothing more to say (204, which ends an {@code EventSource}).
     */
    public void session(SessionId id, RoutingContext context) {
        Optional<String> last = lastEventId(context);
        if (last.equals(Optional.of(WatchPlace.END))) {
            context.response().setStatusCode(204).end();
            return;
        }
        Optional<WatchPlace> from =
                last.map(text -> WatchPlace.of(text).orElseThrow(() -> wrongId("the id of an event of this session")));
        SessionWatch.open(this, id, from.orElse(null), context);
    }

    /**
     * Watches all sessions.
     *
     * @param after rows with later times come first, unless an earlier connection is taken up; null for none
     */
    public void all(Instant after, RoutingContext context) {
        Optional<Long> from = lastEventId(context).map(text -> {
            if (!REVISION.matcher(text).matches()) {
                throw wrongId("the id of an event of /live");
            }
            return Long.parseLong(text);
        });
        LiveWatch.open(this, after, from.orElse(null), context);
    }

    private static Optional<String> lastEventId(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader("Last-Event-ID")).filter(text -> !text.isEmpty());
    }

    private static RuntimeException wrongId(String right) {
        return Problem.ofFields(List.of(new FieldError("Last-Event-ID", "must be " + right + ", or missing")))
                .asException();
    }

    static RuntimeException notFound(SessionId id) {
        return Failure.of("not_found", "there is no session " + id + "; /sessions lists them")
                .asException();
    }

    static RuntimeException tooSlow() {
        return Failure.of("limit_exceeded", "the watcher reads too slowly").asException();
    }
}
