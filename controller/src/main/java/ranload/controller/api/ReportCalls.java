package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import ranload.controller.api.form.SessionQuery;
import ranload.controller.report.HtmlReport;
import ranload.session.SessionId;

/** The report of a session as one file. Immutable. */
final class ReportCalls {
    private final Backend backend;

    ReportCalls(Backend backend) {
        this.backend = backend;
    }

    void report(RoutingContext context) {
        SessionId id = SessionQuery.requireId(context.pathParam("session_id"));
        Answers.negotiate(context, List.of(HtmlReport.MEDIA_TYPE));
        SessionQuery.requireNone(Answers.query(context));
        backend.store().session(id).compose(found -> send(context, id, found)).onFailure(context::fail);
    }

    /** To be kept as a file: shown from here, this site's policy would not let its own script run. */
    private Future<Void> send(RoutingContext context, SessionId id, Optional<JsonObject> found) {
        JsonObject session = found.orElseThrow(() -> Backend.notFound(id));
        context.response().putHeader("Content-Disposition", "attachment; filename=\"session-" + id + ".html\"");
        TextStream stream = TextStream.framed(
                context, HtmlReport.MEDIA_TYPE, HtmlReport.head(session), HtmlReport::row, HtmlReport.tail());
        Future<Void> rows = context.request().method().equals(HttpMethod.HEAD)
                ? Future.succeededFuture()
                : backend.store().forEachRowPage(id, null, stream::write);
        return rows.onSuccess(read -> stream.end());
    }
}
