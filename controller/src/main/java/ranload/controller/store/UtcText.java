package ranload.controller.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as stored: UTC, ISO 8601, always three decimals, so that text order is time order. */
final class UtcText {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private UtcText() {}

    static String of(Instant instant) {
        return FORM.format(instant);
    }
}
