package ranload.controller.cli.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/** A controller said no, or said nothing. */
public final class RestFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int NO_ANSWER = 0;

    private final int status;
    private final transient List<FieldFault> faults;

    /**
     * What is wrong with one field of the request.
     *
     * @param field its published name
     * @param detail what would be right
     */
    public record FieldFault(String field, String detail) {}

    private RestFailure(int status, String message, List<FieldFault> faults) {
        super(message, null, false, false);
        this.status = status;
        this.faults = faults;
    }

    /** Nobody answered, or not in HTTP. */
    static RestFailure unreachable(String message) {
        return new RestFailure(NO_ANSWER, message, List.of());
    }

    /** An answer other than 2xx; its body is a problem of RFC 9457 when it came from a controller. */
    static RestFailure ofAnswer(int status, String body) {
        try {
            JsonObject problem = new JsonObject(body);
            JsonArray errors = problem.getJsonArray("errors", new JsonArray());
            List<FieldFault> faults = IntStream.range(0, errors.size())
                    .mapToObj(errors::getJsonObject)
                    .map(e -> new FieldFault(e.getString("field", ""), e.getString("detail", "")))
                    .toList();
            String detail = problem.getString("detail", problem.getString("title", "no reason given"));
            return new RestFailure(status, detail, faults);
        } catch (RuntimeException notJson) {
            return new RestFailure(status, "HTTP status " + status + ", is this a controller?", List.of());
        }
    }

    /** False when nobody answered. */
    public boolean isAnswer() {
        return status != NO_ANSWER;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The fields at fault; empty when none is. */
    public List<FieldFault> faults() {
        return faults;
    }
}
