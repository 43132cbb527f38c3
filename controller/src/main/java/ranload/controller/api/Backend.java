package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Fleet;
import ranload.controller.live.Meters;
import ranload.controller.session.SessionService;
import ranload.controller.store.SessionFilter;
import ranload.controller.store.SessionStore;
import ranload.session.Failure;
import ranload.session.SessionId;

/**
 * What the calls are answered from.
 *
 * @param store reads
 * @param sessions starts and stops
 * @param fleet the agents
 * @param environments far ends that can be chosen
 * @param meters what Prometheus reads
 */
public record Backend(
        Vertx vertx,
        SessionStore store,
        SessionService sessions,
        Fleet fleet,
        Environments environments,
        Meters meters) {

    /** A session as lists show it, or a failure with {@code not_found}; cheaper than its details. */
    Future<JsonObject> requireSession(SessionId id) {
        SessionFilter exactly = SessionFilter.ALL
                .withAfter(new SessionId(Math.max(1, id.value() - 1)))
                .withBefore(new SessionId(id.value() + 1))
                .withLimit(1);
        List<JsonObject> found = new ArrayList<>();
        return store.forEachSession(exactly, found::add).map(read -> found.stream()
                .filter(session -> session.getLong("session_id") == id.value())
                .findFirst()
                .orElseThrow(() -> notFound(id)));
    }

    static RuntimeException notFound(SessionId id) {
        return Failure.of("not_found", "there is no session " + id + "; /sessions lists them")
                .asException();
    }
}
