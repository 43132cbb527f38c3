package ranload.controller.report;

import io.vertx.core.json.JsonObject;

/** Objects as newline-delimited JSON. */
public final class Ndjson {
    /** The media type of such a document. */
    public static final String MEDIA_TYPE = "application/x-ndjson";

    private Ndjson() {}

    /** One object as a line. */
    public static String line(JsonObject object) {
        return object.encode() + "\n";
    }
}
