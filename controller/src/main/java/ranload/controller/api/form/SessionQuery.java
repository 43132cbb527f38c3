package ranload.controller.api.form;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import ranload.controller.api.problem.FieldError;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;
import ranload.controller.store.SessionFilter;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** What the path and the query of an address ask for. Pure. */
public final class SessionQuery {
    private static final Set<String> LIST_FIELDS = Set.of("limit", "before", "after", "state", "environment", "label");
    private static final Set<String> DATA_FIELDS = Set.of("format", "after");
    private static final int MAX_LIMIT = 1_000_000;
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
    private static final String STATES = "one of "
            + String.join(
                    ", ",
                    List.of(SessionState.values()).stream()
                            .map(SessionState::code)
                            .toList());

    private SessionQuery() {}

    /**
     * A list's filter, narrowed by the query.
     *
     * @throws ProblemException 400 that names every field at fault
     */
    public static SessionFilter narrow(SessionFilter filter, List<FormField> query) {
        FieldReader fields = new FieldReader(query, LIST_FIELDS, Map.of());
        SessionFilter narrowed = filter.withState(
                        fields.choice("state", SessionState::ofCode, STATES).orElse(null))
                .withEnvironment(fields.text("environment").orElse(null))
                .withLabel(fields.text("label").orElse(null))
                .withBefore(bound(fields, "before").orElse(null))
                .withAfter(bound(fields, "after").orElse(null))
                .withLimit(fields.integer("limit", 1, MAX_LIMIT).orElse(Integer.MAX_VALUE));
        fields.throwIfWrong();
        return narrowed;
    }

    /** A session id is the time of its creation, so that either bounds a list. */
    private static Optional<SessionId> bound(FieldReader fields, String name) {
        return fields.text(name).flatMap(text -> Times.parse(text)
                .map(time -> new SessionId(Math.max(1, time.toEpochMilli())))
                .or(() -> id(text))
                .or(() -> fields.reject(
                        name, "must be a session id or " + Times.CURE + ", got " + FieldReader.quoted(text))));
    }

    /**
     * The query of a session's rows.
     *
     * @param after only rows later than this; empty for all
     * @param mediaType what {@code format} asks for; empty when the Accept header decides
     */
    public record Data(Optional<Instant> after, Optional<String> mediaType) {
        /** The media types of rows by the names that {@code format} takes. */
        private static final Map<String, String> FORMATS =
                Map.of("json", "application/json", "ndjson", "application/x-ndjson", "csv", "text/csv");

        /**
         * Reads the query.
         *
         * @throws ProblemException 400 that names every field at fault
         */
        public static Data of(List<FormField> query) {
            FieldReader fields = new FieldReader(query, DATA_FIELDS, Map.of());
            Data data = new Data(
                    fields.choice("after", Times::parse, Times.CURE),
                    fields.choice("format", name -> Optional.ofNullable(FORMATS.get(name)), "json, ndjson or csv"));
            fields.throwIfWrong();
            return data;
        }
    }

    /**
     * Refuses any query.
     *
     * @throws ProblemException 400 that names the first field
     */
    public static void requireNone(List<FormField> query) {
        if (!query.isEmpty()) {
            throw Problem.ofFields(List.of(new FieldError(query.get(0).name(), "this call takes no query")))
                    .asException();
        }
    }

    /**
     * The session that a path names.
     *
     * @throws ProblemException 400 when it is no session id
     */
    public static SessionId requireId(String text) {
        return id(text).orElseThrow(() -> Problem.ofFields(List.of(new FieldError(
                        "session_id",
                        "must be a session id, a positive whole number, got " + FieldReader.quoted(text))))
                .asException());
    }

    /**
     * The time that a path names.
     *
     * @throws ProblemException 400 when there is no such time
     */
    public static Instant requireTime(String text) {
        return Times.parse(text).orElseThrow(() -> Problem.ofFields(List.of(new FieldError(
                        "session_id", "must be a session id or " + Times.CURE + ", got " + FieldReader.quoted(text))))
                .asException());
    }

    private static Optional<SessionId> id(String text) {
        return ID.matcher(text).matches() && Long.parseLong(text) > 0
                ? Optional.of(new SessionId(Long.parseLong(text)))
                : Optional.empty();
    }
}
