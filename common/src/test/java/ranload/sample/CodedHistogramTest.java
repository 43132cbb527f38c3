package ranload.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CodedHistogramTest {
    @Property(tries = 200)
    void holdsEveryCount(@ForAll @NotEmpty List<@IntRange(max = 60_000_000) Integer> values) {
        Histogram histogram = new Histogram(60_000_000, 2);
        for (int value : values) {
            histogram.recordValue(value);
        }
        assertThat(CodedHistogram.of(histogram).decoded()).isEqualTo(histogram);
    }

    @Test
    void staysShortEnoughForAMessageWhenEveryBucketIsFull() {
        Histogram histogram = new Histogram(60_000_000, 2);
        for (long value = 0; value < 60_000_000; value = histogram.nextNonEquivalentValue(value)) {
            histogram.recordValueWithCount(value, value * value % 1_000_003);
        }
        assertThat(CodedHistogram.of(histogram).base64()).hasSizeLessThan(32_000);
    }

    @Test
    void isAbsentWhenNothingWasCounted() {
        assertThat(CodedHistogram.of(new Histogram(2))).isNull();
    }

    @Test
    void refusesTextThatIsNoHistogram() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CodedHistogram("AAAA").decoded());
        assertThatIllegalArgumentException().isThrownBy(() -> new CodedHistogram("?").decoded());
    }
}
