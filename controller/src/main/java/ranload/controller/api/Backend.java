package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import ranload.bus.AgentFacts;
import ranload.bus.BusJson;
import ranload.controller.fleet.Environments;
import ranload.controller.fleet.Fleet;
import ranload.controller.live.Meters;
import ranload.controller.session.SessionService;
import ranload.controller.store.SessionFilter;
import ranload.controller.store.SessionStore;
import ranload.session.AgentId;
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

    /**
     * The NICs that can be chosen: those beside the controller, then those of each agent that has dialled in, named as
     * {@code NAME:nic}. Of one that does not answer now there are none.
     */
    Future<List<JsonObject>> interfaces() {
        Future<List<JsonObject>> own = fleet.nearFacts(AgentId.NEAR).map(facts -> nics("", facts));
        Future<List<List<JsonObject>>> dialled = fleet.dialledIn().compose(agents -> {
            List<Future<List<JsonObject>>> asked = agents.stream()
                    .map(agent -> fleet.nearFacts(agent)
                            .map(facts -> nics(agent + ":", facts))
                            .otherwise(List.of()))
                    .toList();
            return Future.join(asked).map(all -> all.<List<JsonObject>>list());
        });
        return Future.all(own, dialled).map(both -> {
            List<JsonObject> all = new ArrayList<>(own.result());
            dialled.result().forEach(all::addAll);
            return all;
        });
    }

    private static List<JsonObject> nics(String prefix, AgentFacts facts) {
        return facts.nics().stream()
                .map(BusJson::toJson)
                .map(nic -> nic.put("name", prefix + nic.getString("name")))
                .toList();
    }

    static RuntimeException notFound(SessionId id) {
        return Failure.of("not_found", "there is no session " + id + "; /sessions lists them")
                .asException();
    }
}
