package ranload.controller.api;

import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ranload.bus.TypedBus;
import ranload.controller.api.form.FieldReader;
import ranload.controller.api.form.SessionQuery;
import ranload.controller.api.watch.Watches;

/** The calls whose answers go on. Immutable. */
final class WatchCalls {
    private static final int MAX_LAST_SECONDS = 3600;

    private final Watches watches;

    WatchCalls(Backend backend) {
        this.watches = new Watches(
                backend.vertx(), backend.store(), new TypedBus(backend.vertx().eventBus()));
    }

    void session(RoutingContext context) {
        Answers.negotiate(context, List.of(Watches.MEDIA_TYPE));
        watches.session(SessionQuery.requireId(context.pathParam("session_id")), context);
    }

    void all(RoutingContext context) {
        Answers.negotiate(context, List.of(Watches.MEDIA_TYPE));
        FieldReader fields = new FieldReader(Answers.query(context), Set.of("last"), Map.of());
        Optional<Integer> last = fields.integer("last", 1, MAX_LAST_SECONDS);
        fields.throwIfWrong();
        watches.all(last.map(seconds -> Instant.now().minusSeconds(seconds)).orElse(null), context);
    }
}
