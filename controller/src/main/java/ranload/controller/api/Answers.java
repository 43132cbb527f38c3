package ranload.controller.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import ranload.controller.api.form.Accept;
import ranload.controller.api.form.FormField;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;

/** What all calls do alike when they read a query and answer. */
final class Answers {
    static final String JSON = "application/json";

    private static final long SOON_SECONDS = 1;

    /** Somebody has to make space first. */
    private static final long ONCE_MENDED_SECONDS = 30;

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
        retryAfter(problem, Instant.now()).ifPresent(wait -> response.putHeader("Retry-After", wait.toString()));
        if (!context.request().isEnded()) {
            // What is left of the body is not waited for.
            response.putHeader(HttpHeaders.CONNECTION, "close");
            context.addEndHandler(sent -> context.request().connection().close());
        }
        text(context, problem.status(), Problem.MEDIA_TYPE, problem.toJson().encode() + "\n");
    }

    /** Seconds after which to try again, for a problem that time cures. */
    static Optional<Long> retryAfter(Problem problem, Instant now) {
        if (problem.code().equals("daily_limit_exceeded")) {
            LocalDate tomorrow = LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1);
            Instant midnight = tomorrow.atStartOfDay(ZoneOffset.UTC).toInstant();
            return Optional.of(Duration.between(now, midnight).toSeconds() + 1);
        }
        return switch (problem.status()) {
            case 429, 503 -> Optional.of(SOON_SECONDS);
            case 507 -> Optional.of(ONCE_MENDED_SECONDS);
            default -> Optional.empty();
        };
    }

    /** The fields of the query in the order sent. */
    static List<FormField> query(RoutingContext context) {
        return context.queryParams().entries().stream()
                .map(e -> new FormField(e.getKey(), e.getValue()))
                .toList();
    }
}
