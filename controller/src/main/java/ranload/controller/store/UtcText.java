package ranload.controller.store;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Times as stored: UTC, ISO 8601, always three decimals, so that text order is time order. */
final class UtcText {
    /** Not a pattern: that takes several times as long, and tens of thousands of rows a second have a time. */
    private static final DateTimeFormatter FORM =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private UtcText() {}

    static String of(Instant instant) {
        return FORM.format(instant);
    }
}
