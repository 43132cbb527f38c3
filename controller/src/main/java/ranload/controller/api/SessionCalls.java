package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import ranload.controller.api.form.FormParser;
import ranload.controller.api.form.SessionQuery;
import ranload.controller.api.problem.FieldError;
import ranload.controller.api.problem.Problem;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.time.NanoClock;

/** Starts, shows, stops and erases one session. Confined to the server's event loop. */
final class SessionCalls {
    /** Requests being planned at once; more are told to come back. */
    private static final int MAX_CREATING = 256;

    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,128}");
    private static final String PLAIN = "text/plain";

    private final Backend backend;
    private final Repeats repeats = new Repeats(NanoClock.SYSTEM);
    private int creating;

    SessionCalls(Backend backend) {
        this.backend = backend;
    }

    void create(RoutingContext context) {
        String mediaType = Answers.negotiate(context, List.of(Answers.JSON, PLAIN));
        SessionQuery.requireNone(Answers.query(context));
        SessionRequest request = FormParser.parse(SessionBody.fields(context));
        Optional<String> key = Optional.ofNullable(context.request().getHeader("Idempotency-Key"));
        key.filter(text -> !KEY.matcher(text).matches()).ifPresent(text -> {
            throw Problem.ofFields(List.of(new FieldError("Idempotency-Key", "must be 1 to 128 printable characters")))
                    .asException();
        });
        key.map(text -> repeats.once(text, request, () -> create(request)))
                .orElseGet(() -> create(request))
                .recover(this::withChoices)
                .onSuccess(plan -> created(context, mediaType, plan.id()))
                .onFailure(context::fail);
    }

    private Future<SessionPlan> create(SessionRequest request) {
        if (creating >= MAX_CREATING) {
            return Future.failedFuture(Failure.of("limit_exceeded", "too many requests at once; try again in a second")
                    .asException());
        }
        creating++;
        return backend.sessions().create(request).onComplete(done -> creating--);
    }

    /** Adds what can be chosen to the failure of a choice. */
    private Future<SessionPlan> withChoices(Throwable cause) {
        Failure failure = Failure.from(cause);
        Future<List<String>> choices =
                switch (failure.code()) {
                    case "unknown_environment" ->
                        Future.succeededFuture(backend.environments().toJson().stream()
                                .map(environment -> environment.getString("name"))
                                .toList());
                    case "unknown_interface", "unknown_agent" ->
                        backend.interfaces().map(nics -> nics.stream()
                                .map(nic -> nic.getString("name"))
                                .toList());
                    default -> Future.failedFuture(cause);
                };
        return choices.otherwise(List.of())
                .compose(known -> Future.failedFuture(
                        known.isEmpty()
                                ? cause
                                : Problem.of(failure).withKnown(known).asException()));
    }

    private static void created(RoutingContext context, String mediaType, SessionId id) {
        context.response().putHeader(HttpHeaders.LOCATION, "/sessions/" + id);
        if (mediaType.equals(PLAIN)) {
            Answers.text(context, 201, PLAIN, id + "\n");
        } else {
            Answers.json(
                    context, 201, new JsonObject().put("session_id", id.value()).encode());
        }
    }

    void show(RoutingContext context) {
        SessionId id = SessionQuery.requireId(context.pathParam("session_id"));
        Answers.requireJson(context);
        SessionQuery.requireNone(Answers.query(context));
        answerDetails(context, id);
    }

    void stop(RoutingContext context) {
        SessionId id = SessionQuery.requireId(context.pathParam("session_id"));
        Answers.requireJson(context);
        SessionQuery.requireNone(Answers.query(context));
        backend.sessions()
                .stop(id)
                .onSuccess(stopped -> answerDetails(context, id))
                .onFailure(context::fail);
    }

    void erase(RoutingContext context) {
        SessionId id = SessionQuery.requireId(context.pathParam("session_id"));
        SessionQuery.requireNone(Answers.query(context));
        backend.sessions()
                .erase(id)
                .onSuccess(erased -> context.response().setStatusCode(204).end())
                .onFailure(context::fail);
    }

    private void answerDetails(RoutingContext context, SessionId id) {
        backend.store()
                .session(id)
                .map(found -> found.orElseThrow(() -> Backend.notFound(id)))
                .onSuccess(details -> Answers.json(context, 200, details.encode()))
                .onFailure(context::fail);
    }
}
