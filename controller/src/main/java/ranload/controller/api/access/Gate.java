package ranload.controller.api.access;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import ranload.controller.api.access.Access.Need;
import ranload.controller.api.problem.Problem;

/** Lets a call pass or fails it. Immutable. */
public final class Gate implements SecurityPolicyHandler {
    /** What a page of ours may load and do: only what is ours, and nothing that stands in the page itself. */
    public static final String CONTENT_SECURITY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    private final Access access;
    private final Need need;

    public Gate(Access access, Need need) {
        this.access = access;
        this.need = need;
    }

    @Override
    public void handle(RoutingContext context) {
        access.refuse(need, Caller.of(context.request()))
                .map(Problem::asException)
                .ifPresentOrElse(context::fail, context::next);
    }

    /** Headers that keep browsers from guessing types, framing the page, running foreign scripts or keeping copies. */
    public static void harden(HttpServerResponse response) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Security-Policy", CONTENT_SECURITY);
    }
}
