package ranload.controller.api;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.session.InvalidField;

/** Makes a problem of everything that goes wrong on the way of a call. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** What the layers below the routes find wrong. */
    private static final Map<Integer, Problem> BY_STATUS = Map.of(
            400, Problem.of(400, "bad_message", "The request cannot be read", "its address or its body is broken"),
            404, Problem.of(404, "not_found", "There is no such thing", "no call has this address; see /openapi.yaml"),
            413, Problem.of(413, "too_large", "The body is too large", "a body may have at most 65536 octets"),
            417, Problem.of(417, "expectation_failed", "That cannot be expected", "Expect knows only 100-continue"));

    private Failures() {}

    /** Answers a call that has failed. */
    static void answer(RoutingContext context) {
        if (context.response().closed()) {
            return; // the caller has gone: there is nobody to tell, and nothing wrong here
        }
        Answers.problem(context, problem(context));
    }

    /** Answers what cannot be made a call, because its address cannot be read. */
    static void answerUnreadable(RoutingContext context) {
        Answers.problem(context, BY_STATUS.get(400));
    }

    private static Problem problem(RoutingContext context) {
        Throwable cause = context.failure();
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof FailureException || cause instanceof InvalidField) {
            return Problem.of(Failure.from(cause));
        }
        int status = cause instanceof HttpException http ? http.getStatusCode() : context.statusCode();
        Optional<Problem> below = Optional.ofNullable(BY_STATUS.get(status));
        if (below.isPresent()) {
            return status == 400 && cause != null && cause.getMessage() != null
                    ? Problem.of(400, "bad_message", below.get().title(), cause.getMessage())
                    : below.get();
        }
        LOG.error("{} {} failed", context.request().method(), context.request().path(), cause);
        return Problem.of(Failure.of("internal_error", ""));
    }
}
