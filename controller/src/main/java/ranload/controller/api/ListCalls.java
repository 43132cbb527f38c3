package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import ranload.controller.api.form.SessionQuery;
import ranload.controller.api.form.Times;
import ranload.controller.report.Ndjson;
import ranload.controller.report.RowCsv;
import ranload.controller.store.SessionFilter;
import ranload.session.SessionId;

/** Lists of sessions and of rows, read from the store page by page as fast as the client takes them. Immutable. */
final class ListCalls {
    private static final String CSV = "text/csv";

    private final Backend backend;
    private final SessionCalls calls;

    ListCalls(Backend backend, SessionCalls calls) {
        this.backend = backend;
        this.calls = calls;
    }

    void all(RoutingContext context) {
        list(context, SessionFilter.ALL);
    }

    void complete(RoutingContext context) {
        list(context, SessionFilter.COMPLETE);
    }

    void active(RoutingContext context) {
        list(context, SessionFilter.ACTIVE);
    }

    /** One session when the path names one, those with rows after it when the path names a time. */
    void sessionOrAfter(RoutingContext context) {
        String name = context.pathParam("session_id");
        if (Times.isTime(name)) {
            list(context, SessionFilter.ALL.withResultsAfter(SessionQuery.requireTime(name)));
        } else {
            calls.show(context);
        }
    }

    private void list(RoutingContext context, SessionFilter filter) {
        Answers.requireJson(context);
        SessionFilter narrowed = SessionQuery.narrow(filter, Answers.query(context));
        TextStream stream = TextStream.jsonArray(context);
        finish(context, stream, backend.store().forEachSessionPage(narrowed, page -> stream.write(page)));
    }

    void rows(RoutingContext context) {
        SessionId id = SessionQuery.requireId(context.pathParam("session_id"));
        SessionQuery.Data query = SessionQuery.Data.of(Answers.query(context));
        String mediaType = query.mediaType()
                .orElseGet(() -> Answers.negotiate(context, List.of(Answers.JSON, Ndjson.MEDIA_TYPE, CSV)));
        TextStream stream =
                switch (mediaType) {
                    case CSV -> TextStream.lines(context, CSV, RowCsv.header(), RowCsv::row);
                    case Ndjson.MEDIA_TYPE -> TextStream.lines(context, Ndjson.MEDIA_TYPE, "", Ndjson::line);
                    default -> TextStream.jsonArray(context);
                };
        Future<Void> read = backend.requireSession(id)
                .compose(known -> context.request().method().equals(HttpMethod.HEAD)
                        ? Future.succeededFuture()
                        : backend.store().forEachRowPage(id, query.after().orElse(null), stream::write));
        finish(context, stream, read);
    }

    private static void finish(RoutingContext context, TextStream stream, Future<Void> read) {
        read.onSuccess(done -> stream.end()).onFailure(context::fail);
    }
}
