package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import ranload.bus.BusJson;
import ranload.controller.api.problem.Problem;
import ranload.session.FailureException;

/** What can be chosen, the page, the contract, health and metrics. Confined to the server's event loop. */
final class ControllerCalls {
    private static final long PROBE_SECONDS = 1;
    private static final Map<String, String> PAGE_FILES = Map.of("app.js", "text/javascript", "style.css", "text/css");

    private final Backend backend;
    private Future<Void> probe = Future.succeededFuture();

    ControllerCalls(Backend backend) {
        this.backend = backend;
    }

    void environments(RoutingContext context) {
        Answers.requireJson(context);
        Answers.json(context, 200, array(backend.environments().toJson()));
    }

    void agents(RoutingContext context) {
        Answers.requireJson(context);
        backend.fleet()
                .agents()
                .onSuccess(agents -> Answers.json(context, 200, array(agents)))
                .onFailure(context::fail);
    }

    void interfaces(RoutingContext context) {
        Answers.requireJson(context);
        backend.fleet()
                .nearFacts()
                .onSuccess(facts -> Answers.json(
                        context, 200, BusJson.toJson(facts).getJsonArray("nics").encode()))
                .onFailure(context::fail);
    }

    private static String array(List<JsonObject> elements) {
        return new JsonArray(elements).encode();
    }

    void page(RoutingContext context) {
        Answers.text(context, 200, "text/html", resource("webroot/index.html"));
    }

    void pageFile(RoutingContext context) {
        String file = context.pathParam("file");
        String mediaType = PAGE_FILES.get(file);
        if (mediaType == null) {
            throw Problem.of(404, "not_found", "There is no such thing", "the page has no such file")
                    .asException();
        }
        Answers.text(context, 200, mediaType, resource("webroot/" + file));
    }

    void contract(RoutingContext context) {
        Answers.text(context, 200, "application/yaml", resource("openapi.yaml"));
    }

    /** A file of our own jar; small, and in the page cache after the first time. */
    static String resource(String name) {
        try (InputStream file = ControllerCalls.class.getClassLoader().getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's jar lacks " + name, e);
        }
    }

    void live(RoutingContext context) {
        Answers.json(context, 200, health("UP"));
    }

    /** Ready when the store shows within {@value #PROBE_SECONDS} s that it works; all that ask meanwhile share one look. */
    void ready(RoutingContext context) {
        if (probe.isComplete()) {
            probe = backend.store().probe().timeout(PROBE_SECONDS, TimeUnit.SECONDS);
        }
        probe.onSuccess(read -> Answers.json(context, 200, health("UP"))).onFailure(cause -> {
            String code =
                    cause instanceof FailureException known ? known.failure().code() : "store_busy";
            Answers.json(
                    context,
                    503,
                    new JsonObject().put("status", "DOWN").put("cause", code).encode());
        });
    }

    private static String health(String status) {
        return new JsonObject().put("status", status).encode();
    }

    void metrics(RoutingContext context) {
        Answers.text(context, 200, "text/plain; version=0.0.4", backend.meters().scrape());
    }
}
