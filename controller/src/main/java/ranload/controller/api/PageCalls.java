package ranload.controller.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import ranload.bus.BuildInfo;
import ranload.controller.api.access.Gate;
import ranload.controller.api.problem.Problem;

/** The web page and the contract: the same for everybody, so that nobody need be known to get them. Immutable. */
final class PageCalls {
    private static final String TAG = "\"" + BuildInfo.current().buildId() + "\"";

    void home(RoutingContext context) {
        html(context, "webroot/index.html");
    }

    /** The page of one session; its script asks for the session that the address names. */
    void session(RoutingContext context) {
        html(context, "webroot/session.html");
    }

    void compare(RoutingContext context) {
        html(context, "webroot/compare.html");
    }

    /** The contract for people. Its viewer has its pictures in its style sheet, which no other page may. */
    void viewer(RoutingContext context) {
        context.response().putHeader("Content-Security-Policy", Gate.CONTENT_SECURITY + "; img-src 'self' data:");
        html(context, "webroot/api.html");
    }

    private static void html(RoutingContext context, String resource) {
        Answers.text(context, 200, "text/html", PageFiles.text(resource));
    }

    /** Browsers may keep the files of one build, and ask whether it is still the one. */
    void file(RoutingContext context) {
        String name = context.pathParam("file");
        String resource = PageFiles.resource(name)
                .orElseThrow(() -> Problem.of(404, "not_found", "There is no such thing", "the page has no such file")
                        .asException());
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, TAG);
        if (TAG.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            context.response().setStatusCode(304).end();
        } else {
            Answers.text(context, 200, PageFiles.mediaType(name), PageFiles.text(resource));
        }
    }

    void contract(RoutingContext context) {
        Answers.text(context, 200, "application/yaml", PageFiles.text("openapi.yaml"));
    }
}
