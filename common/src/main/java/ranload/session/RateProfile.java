package ranload.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import ranload.unit.BitRate;

/** The offered load of one direction over time: bits per second of UDP payload, or of octets written to TCP. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RateProfile.Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = RateProfile.Unlimited.class, name = "unlimited")
})
public sealed interface RateProfile {
    /** An equal share of this profile among {@code parts} streams. */
    RateProfile share(int parts);

    /** The published form: Mbit/s in decimal, or {@code max}. */
    String text();

    /**
     * The profile with this published form.
     *
     * @throws InvalidField that says what would be right
     */
    static RateProfile parse(String text) {
        return text.equals("max") ? new Unlimited() : Constant.parse(text);
    }

    /** The same rate from first to last. */
    record Constant(BitRate rate) implements RateProfile {
        /** Twelve digits of Mbit/s are 10^18 bit/s, which fits 63 bits. */
        private static final Pattern MEGABITS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");

        /** Half a bit per second, in Mbit/s: the least that rounds to a rate. */
        private static final BigDecimal LEAST_MEGABITS = new BigDecimal("0.0000005");

        private static final int MAX_QUOTED = 60;

        private static Constant parse(String text) {
            if (MEGABITS.matcher(text).matches()) {
                BigDecimal megabits = new BigDecimal(text);
                if (megabits.compareTo(LEAST_MEGABITS) >= 0) {
                    return new Constant(BitRate.ofMegabits(megabits));
                }
            }
            String got = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "...";
            throw new InvalidField("bandwidth", "must be Mbit/s above 0, such as 10 or 2.5, or max, got '" + got + "'");
        }

        @Override
        public RateProfile share(int parts) {
            return new Constant(rate.share(parts));
        }

        @Override
        public String text() {
            return rate.megabits().toPlainString();
        }
    }

    /** As fast as the machine and the path take it. */
    record Unlimited() implements RateProfile {
        @Override
        public RateProfile share(int parts) {
            return this;
        }

        @Override
        public String text() {
            return "max";
        }
    }
}
