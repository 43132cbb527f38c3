package ranload.controller.bench;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many sessions of so much load each, at once.
 *
 * @param sessions at least 1
 * @param bitsPerSecond of each
 */
public record CrowdSize(int sessions, long bitsPerSecond) {
    private static final long MEGABIT = 1_000_000;
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4})x([0-9]{1,5}(\\.[0-9]{1,6})?)");

    /** Those that a bench runs unless others are named. */
    public static final List<CrowdSize> USUAL = List.of(
            new CrowdSize(100, 100 * MEGABIT), new CrowdSize(1000, MEGABIT), new CrowdSize(10_000, MEGABIT / 10));

    /**
     * From a text such as {@code 1000x1}: sessions and Mbit/s.
     *
     * @throws IllegalArgumentException when it is not of this form, or asks for nothing
     */
    public static CrowdSize parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (parts.matches()) {
            long bits = new BigDecimal(parts.group(2))
                    .multiply(BigDecimal.valueOf(MEGABIT))
                    .longValue();
            if (bits > 0) {
                return new CrowdSize(Integer.parseInt(parts.group(1)), bits);
            }
        }
        throw new IllegalArgumentException("must be SESSIONSxMBPS, such as 1000x1 or 10000x0.1, got '" + text + "'");
    }

    /** As the table names it. */
    String title() {
        return bitsPerSecond < MEGABIT
                ? sessions + " x " + bitsPerSecond / 1000 + " kbit/s"
                : sessions + " x " + megabits() + " Mbit/s";
    }

    /** As forms want it. */
    String megabits() {
        return String.format(Locale.ROOT, "%.6f", bitsPerSecond / (double) MEGABIT)
                .replaceAll("0+$", "")
                .replaceAll("\\.$", "");
    }
}
