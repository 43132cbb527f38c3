package ranload.controller.api.form;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.regex.Pattern;

/** Points in time as they stand in addresses. Pure. */
public final class Times {
    /** What to send, for messages. */
    public static final String CURE = "a UTC time as YYYYmmddHHMMSS or ISO 8601 such as 2026-11-22T10:30:00Z";

    private static final Pattern COMPACT_FORM = Pattern.compile("[0-9]{14}");
    private static final Pattern ISO_FORM =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,18}([Zz]|[+-][0-9:]{2,6})?");
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    private Times() {}

    /** True when this looks like a time rather than a session id. */
    public static boolean isTime(String text) {
        return COMPACT_FORM.matcher(text).matches() || ISO_FORM.matcher(text).matches();
    }

    /** The instant of fourteen digits in UTC, or of ISO 8601; UTC when that names no zone. Empty when it is neither. */
    public static Optional<Instant> parse(String text) {
        try {
            if (COMPACT_FORM.matcher(text).matches()) {
                return Optional.of(LocalDateTime.parse(text, COMPACT).toInstant(ZoneOffset.UTC));
            }
            if (!ISO_FORM.matcher(text).matches()) {
                return Optional.empty();
            }
            TemporalAccessor read =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    read instanceof OffsetDateTime zoned
                            ? zoned.toInstant()
                            : ((LocalDateTime) read).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
