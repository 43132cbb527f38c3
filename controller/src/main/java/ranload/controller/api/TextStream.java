package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;

/**
 * A list that leaves as it is read. A page's future completes when the page has left for the client, so that no more
 * than one page waits here; a client that stops reading is cut off by the server's idle time-out. Confined to the
 * server's event loop.
 */
final class TextStream {
    private final HttpServerResponse response;
    private final String mediaType;
    private final String head;
    private final String separator;
    private final String tail;
    private final Function<JsonObject, String> form;
    private boolean begun;
    private boolean any;

    private TextStream(
            RoutingContext context,
            String mediaType,
            String head,
            String separator,
            String tail,
            Function<JsonObject, String> form) {
        this.response = context.response();
        this.mediaType = mediaType;
        this.head = head;
        this.separator = separator;
        this.tail = tail;
        this.form = form;
    }

    /** One JSON array, an element a line. */
    static TextStream jsonArray(RoutingContext context) {
        return new TextStream(context, Answers.JSON, "[", ",\n", "]\n", JsonObject::encode);
    }

    /** Elements with commas between them, between a head and a tail. */
    static TextStream framed(
            RoutingContext context, String mediaType, String head, Function<JsonObject, String> form, String tail) {
        return new TextStream(context, mediaType, head, ",\n", tail, form);
    }

    /** Lines; {@code head} and what {@code form} makes end with a line feed. */
    static TextStream lines(RoutingContext context, String mediaType, String head, Function<JsonObject, String> form) {
        return new TextStream(context, mediaType, head, "", "", form);
    }

    /** Writes the next elements. */
    Future<Void> write(List<JsonObject> page) {
        Buffer buffer = begin();
        for (JsonObject element : page) {
            buffer.appendString(any ? separator : "").appendString(form.apply(element));
            any = true;
        }
        return response.write(buffer);
    }

    /** Writes what closes the list. */
    void end() {
        response.end(begin().appendString(tail));
    }

    /** The head is held back until the first page is read, so that a store that fails can still be answered for. */
    private Buffer begin() {
        if (begun) {
            return Buffer.buffer();
        }
        begun = true;
        response.setChunked(true)
                .putHeader(
                        HttpHeaders.CONTENT_TYPE,
                        mediaType.startsWith("text/") ? mediaType + "; charset=utf-8" : mediaType);
        return Buffer.buffer(head);
    }
}
