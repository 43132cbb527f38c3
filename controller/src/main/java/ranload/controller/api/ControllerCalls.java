package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import ranload.controller.api.form.FieldReader;
import ranload.controller.fleet.Environment;
import ranload.controller.session.Examination;
import ranload.deploy.DoctorStep;
import ranload.session.Failure;
import ranload.session.FailureException;

/** What can be chosen, health and metrics. Confined to the server's event loop. */
final class ControllerCalls {
    private static final long PROBE_SECONDS = 1;

    /** Shorter than the server's patience with a connection on which nothing moves. */
    private static final long ALIVE_MILLIS = 5_000;

    /** Each holds a thread of those that start agents. */
    private static final int MAX_EXAMINING = 4;

    private final Backend backend;
    private Future<Void> probe = Future.succeededFuture();
    private int examining;

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
        backend.interfaces()
                .onSuccess(nics -> Answers.json(context, 200, array(nics)))
                .onFailure(context::fail);
    }

    /**
     * Walks the way to a far end. That may take minutes, so blank lines show meanwhile that the answer is being made;
     * before JSON they mean nothing.
     */
    void doctor(RoutingContext context) {
        Answers.requireJson(context);
        Environment environment = backend.environments().find(context.pathParam("environment"));
        FieldReader fields = new FieldReader(Answers.query(context), Set.of("interface"), Map.of());
        Optional<String> nic = fields.text("interface");
        fields.throwIfWrong();
        if (examining >= MAX_EXAMINING) {
            throw Failure.of("limit_exceeded", MAX_EXAMINING + " examinations are under way; try again in a while")
                    .asException();
        }
        examining++;
        HttpServerResponse response = context.response();
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON);
        long alive = backend.vertx().setPeriodic(ALIVE_MILLIS, beat -> response.write("\n"));
        new Examination(backend.fleet())
                .walk(environment, nic.orElse(null))
                .onComplete(done -> {
                    examining--;
                    backend.vertx().cancelTimer(alive);
                })
                .onSuccess(steps -> response.end(
                        array(steps.stream().map(ControllerCalls::step).toList()) + "\n"))
                .onFailure(context::fail);
    }

    private static JsonObject step(DoctorStep step) {
        return new JsonObject()
                .put("name", step.name())
                .put("ok", step.ok())
                .put("finding", step.finding())
                .put("cure", step.cure());
    }

    private static String array(List<JsonObject> elements) {
        return new JsonArray(elements).encode();
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
