package ranload.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitRateTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1000000",
        "0.5, 500000",
        "2.3456789, 2345679",
        "0.0000005, 1",
        "100000, 100000000000",
        "1e3, 1000000000",
    })
    void readsMegabitsWithDecimals(BigDecimal megabits, long bitsPerSecond) {
        assertThat(BitRate.ofMegabits(megabits)).isEqualTo(new BitRate(bitsPerSecond));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.0000001", "1e30", "1e999"})
    void refusesWhatIsNoRate(BigDecimal megabits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BitRate.ofMegabits(megabits))
                .withMessageStartingWith("rate: ");
    }

    @Property
    void writesExactlyTheMegabitsThatItReads(@ForAll @LongRange(min = 1, max = 1L << 61) long bitsPerSecond) {
        BitRate rate = new BitRate(bitsPerSecond);
        assertThat(BitRate.ofMegabits(rate.megabits())).isEqualTo(rate);
        assertThat(rate.megabits().toPlainString()).doesNotEndWith(".0");
    }

    @Property
    void sharesAlmostAllOfItAmongItsParts(
            @ForAll @LongRange(min = 1_000, max = 1L << 50) long bitsPerSecond,
            @ForAll @IntRange(min = 1, max = 128) int parts) {
        long sum = new BitRate(bitsPerSecond).share(parts).bitsPerSecond() * parts;
        assertThat(bitsPerSecond - sum).isBetween(0L, parts - 1L);
    }
}
