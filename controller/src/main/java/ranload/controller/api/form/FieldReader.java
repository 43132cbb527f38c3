package ranload.controller.api.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import ranload.controller.api.problem.FieldError;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;

/**
 * Reads fields by name and gathers all that is wrong with them, so that one answer names every fault. An empty value
 * counts as not given, as browsers send the inputs that nobody filled in. Confined to one thread.
 */
public final class FieldReader {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,19}");
    private static final int MAX_ERRORS = 20;
    private static final int MAX_QUOTED = 60;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, FieldError> errors = new LinkedHashMap<>();

    /**
     * @param given as sent
     * @param known names that have a meaning
     * @param aliases further spellings, each with the known name it stands for
     */
    public FieldReader(List<FormField> given, Set<String> known, Map<String, String> aliases) {
        for (FormField field : given) {
            String name = aliases.getOrDefault(field.name(), field.name());
            if (!known.contains(name)) {
                reject(shortened(field.name()), unknown(field.name(), known));
            } else if (field.text() == null) {
                reject(name, "must be a text or a number");
            } else if (values.putIfAbsent(name, field.text()) != null) {
                reject(name, "given more than once; give it once");
            }
        }
    }

    private static String unknown(String name, Set<String> known) {
        return Spelling.nearest(name, known)
                .map(near -> "there is no such field; did you mean " + near + "?")
                .orElseGet(() -> "there is no such field; there are " + String.join(", ", new TreeSet<>(known)));
    }

    /** The value, if one was given. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The value; a fault when none was given. */
    public Optional<String> required(String name, String cure) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            reject(name, "missing; give " + cure);
        }
        return text;
    }

    /** A whole number in ASCII digits. */
    public Optional<Integer> integer(String name, int min, int max) {
        return text(name).flatMap(text -> integer(name, text, min, max));
    }

    /** A whole number in ASCII digits that was read from elsewhere. */
    public Optional<Integer> integer(String name, String text, int min, int max) {
        if (WHOLE_NUMBER.matcher(text).matches() && inRange(text, min, max)) {
            return Optional.of(Integer.parseInt(text));
        }
        return reject(name, "must be a whole number from " + min + " to " + max + ", got " + quoted(text));
    }

    private static boolean inRange(String digits, int min, int max) {
        if (digits.length() > 11) {
            return false;
        }
        long value = Long.parseLong(digits);
        return value >= min && value <= max;
    }

    /** One of a few words. */
    public <T> Optional<T> choice(String name, Function<String, Optional<T>> byCode, String cure) {
        return text(name).flatMap(text -> choice(name, text, byCode, cure));
    }

    /** One of a few words that was read from elsewhere. */
    public <T> Optional<T> choice(String name, String text, Function<String, Optional<T>> byCode, String cure) {
        return byCode.apply(text).or(() -> reject(name, "must be " + cure + ", got " + quoted(text)));
    }

    /** Notes a fault; the first one of a field counts. */
    public <T> Optional<T> reject(String name, String detail) {
        if (errors.size() < MAX_ERRORS) {
            errors.putIfAbsent(name, new FieldError(name, detail));
        }
        return Optional.empty();
    }

    /** Throws all faults as one {@link ProblemException} if there are any. */
    public void throwIfWrong() {
        if (!errors.isEmpty()) {
            throw Problem.ofFields(new ArrayList<>(errors.values())).asException();
        }
    }

    /** The value between quotes, cut to a length that can be read. */
    public static String quoted(String text) {
        return "'" + shortened(text) + "'";
    }

    private static String shortened(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
    }
}
