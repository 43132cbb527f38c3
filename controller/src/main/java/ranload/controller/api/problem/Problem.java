package ranload.controller.api.problem;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ranload.session.Failure;

/**
 * An error as a client gets it: {@code application/problem+json} of RFC 9457.
 *
 * @param status HTTP status, 400 to 599
 * @param code stable snake_case word for programs; the problem's type is made of it
 * @param title the kind of problem in a few words
 * @param detail what is wrong here, and the cure
 * @param errors the fields at fault, the first to name first; empty when no field is
 * @param known what can be chosen instead; empty when that does not apply
 */
public record Problem(
        int status, String code, String title, String detail, List<FieldError> errors, List<String> known) {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("invalid_field", new Kind(400, "A field is wrong")),
            Map.entry("bad_message", new Kind(400, "The request cannot be read")),
            Map.entry("not_found", new Kind(404, "There is no such thing")),
            Map.entry("not_ended", new Kind(409, "The session has not ended")),
            Map.entry("counts_today", new Kind(409, "The session is still counted")),
            Map.entry("unknown_environment", new Kind(422, "There is no such environment")),
            Map.entry("unknown_interface", new Kind(422, "There is no such interface")),
            Map.entry("wrong_interface", new Kind(422, "That interface cannot be used")),
            Map.entry("unknown_agent", new Kind(422, "There is no such agent")),
            Map.entry("wrong_environment", new Kind(422, "That environment cannot be used from there")),
            Map.entry("agent_not_connected", new Kind(503, "The agent is not connected")),
            Map.entry("nic_down", new Kind(422, "That interface is down")),
            Map.entry("no_address", new Kind(422, "That interface has no fitting address")),
            Map.entry("unknown_host", new Kind(422, "The far host's name is not known")),
            Map.entry("far_address_refused", new Kind(422, "The far host's address is refused")),
            Map.entry("store_busy", new Kind(503, "The database is busy")),
            Map.entry("database_full", new Kind(507, "The database has no space left")),
            Map.entry("database_unwritable", new Kind(507, "The database cannot be written")),
            Map.entry("closing", new Kind(503, "The controller ends")),
            Map.entry("limit_exceeded", new Kind(400, "More than this controller allows")),
            Map.entry("daily_limit_exceeded", new Kind(429, "More than this controller allows for a day")),
            Map.entry("agent_start_failed", new Kind(503, "The agent did not start")),
            Map.entry("no_handlers", new Kind(503, "The agent cannot be reached")),
            Map.entry("timeout", new Kind(503, "No answer in time")));

    private static final Kind INTERNAL = new Kind(500, "The controller failed");

    private record Kind(int status, String title) {}

    public Problem {
        errors = List.copyOf(errors);
        known = List.copyOf(known);
    }

    /** A problem that no field is to blame for. */
    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of(), List.of());
    }

    /** All that is wrong with a request's fields, in one answer. */
    public static Problem ofFields(List<FieldError> errors) {
        String detail = errors.stream().map(e -> e.field() + ": " + e.detail()).collect(Collectors.joining("; "));
        String title = errors.size() == 1 ? KINDS.get("invalid_field").title() : errors.size() + " fields are wrong";
        return new Problem(400, "invalid_field", title, detail, errors, List.of());
    }

    /** A failure of the layers below. One that no client can cause is told without its inner text. */
    public static Problem of(Failure failure) {
        if (failure.code().equals("limit_exceeded") && failure.field() == null) {
            return of(429, "limit_exceeded", "Too many at once", failure.message());
        }
        Kind kind = KINDS.getOrDefault(failure.code(), INTERNAL);
        if (failure.code().equals("internal_error")) {
            return of(500, "internal_error", INTERNAL.title(), "the controller's log says why");
        }
        String field = failure.field();
        if (field == null) {
            return of(kind.status(), failure.code(), kind.title(), failure.message());
        }
        String prefix = field + ": ";
        String cure =
                failure.message().startsWith(prefix) ? failure.message().substring(prefix.length()) : failure.message();
        List<FieldError> errors = List.of(new FieldError(field, cure));
        return new Problem(kind.status(), failure.code(), kind.title(), prefix + cure, errors, List.of());
    }

    /** The same problem with what can be chosen instead. */
    public Problem withKnown(List<String> choices) {
        return new Problem(status, code, title, detail, errors, choices);
    }

    /** This problem as something to throw or to fail a future with. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    /** The body of the answer. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("type", "urn:ranload:problem:" + code)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code);
        if (!errors.isEmpty()) {
            JsonArray list = new JsonArray();
            errors.forEach(
                    e -> list.add(new JsonObject().put("field", e.field()).put("detail", e.detail())));
            json.put("field", errors.get(0).field()).put("errors", list);
        }
        return known.isEmpty() ? json : json.put("known", new JsonArray(known));
    }
}
