package ranload.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A rate in bits per second, decimal steps (1 Mbit/s is 10^6 bit/s). Positive. Immutable.
 *
 * @param bitsPerSecond more than 0
 */
public record BitRate(@JsonValue long bitsPerSecond) implements Comparable<BitRate> {
    private static final BigDecimal MEGA = BigDecimal.valueOf(1_000_000);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public BitRate {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("rate: must be more than 0 bit/s, got " + bitsPerSecond);
        }
    }

    /**
     * Mbit/s, decimals allowed; rounded to whole bits per second.
     *
     * @throws IllegalArgumentException when it is not more than 0 or does not fit 63 bits
     */
    public static BitRate ofMegabits(BigDecimal megabitsPerSecond) {
        BigDecimal bits = megabitsPerSecond.multiply(MEGA).setScale(0, RoundingMode.HALF_UP);
        if (bits.unscaledValue().bitLength() > 62) {
            throw new IllegalArgumentException("rate: too large, got " + megabitsPerSecond + " Mbit/s");
        }
        return new BitRate(bits.longValueExact());
    }

    /** This rate in Mbit/s, exact, without trailing zeros. */
    public BigDecimal megabits() {
        BigDecimal mega = BigDecimal.valueOf(bitsPerSecond).divide(MEGA).stripTrailingZeros();
        return mega.scale() < 0 ? mega.setScale(0) : mega;
    }

    /** An equal share of this rate among {@code parts}, at least 1 bit/s. */
    public BitRate share(int parts) {
        return new BitRate(Math.max(1, bitsPerSecond / parts));
    }

    @Override
    public int compareTo(BitRate other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }
}
