package ranload.controller.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import ranload.controller.api.form.Accept;
import ranload.controller.api.form.FormField;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;

/** What all calls do alike when they read a query and answer. */
final class Answers {
    static final String JSON = "application/json";

    private Answers() {}

    /**
     * The media type to answer with.
     *
     * @throws ProblemException 406 when the client takes none of these
     */
    static String negotiate(RoutingContext context, List<String> offered) {
        return Accept.choose(context.request().getHeader(HttpHeaders.ACCEPT), offered)
                .orElseThrow(() -> Problem.of(
                                406,
                                "not_acceptable",
                                "No such representation",
                                "this call answers with " + String.join(", ", offered) + "; accept one of them")
                        .asException());
    }

    /** Refuses a client that takes no JSON. */
    static void requireJson(RoutingContext context) {
        negotiate(context, List.of(JSON));
    }

    /** Answers with JSON text. */
    static void json(RoutingContext context, int status, String json) {
        text(context, status, JSON, json + "\n");
    }

    /** Answers with a text in UTF-8. */
    static void text(RoutingContext context, int status, String mediaType, String text) {
        context.response()
                .setStatusCode(status)
                .putHeader(
                        HttpHeaders.CONTENT_TYPE,
                        mediaType.startsWith("text/") ? mediaType + "; charset=utf-8" : mediaType)
                .end(text);
    }

    /** Answers with a problem. When the head of another answer has left already, the connection is cut instead. */
    static void problem(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            response.reset();
            return;
        }
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"ranload\"");
        }
        if (problem.status() == 429 || problem.status() == 503) {
            response.putHeader("Retry-After", "1");
        }
        if (!context.request().isEnded()) {
            // What is left of the body is not waited for.
            response.putHeader(HttpHeaders.CONNECTION, "close");
            context.addEndHandler(sent -> context.request().connection().close());
        }
        text(context, problem.status(), Problem.MEDIA_TYPE, problem.toJson().encode() + "\n");
    }

    /** The fields of the query in the order sent. */
    static List<FormField> query(RoutingContext context) {
        return context.queryParams().entries().stream()
                .map(e -> new FormField(e.getKey(), e.getValue()))
                .toList();
    }
}
