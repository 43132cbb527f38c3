package ranload.controller.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void takesTheMiddleOneOfAnOddNumber() {
        assertThat(Spread.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Spread(5, 1, 9));
    }

    @Test
    void takesTheMeanOfTheMiddleTwoOfAnEvenNumber() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(new Spread(3, 1, 100));
    }

    @Test
    void leavesOutWhatIsNoNumber() {
        assertThat(Spread.of(List.of(Double.NaN, 7.0))).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void refusesToSpeakOfNothing() {
        assertThatThrownBy(() -> Spread.of(List.of(Double.NaN))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void hasAtLeastHalfOfTheValuesOnEitherSideOfTheMedian(
            @ForAll @NotEmpty List<@DoubleRange(min = -1e9, max = 1e9) Double> values) {
        Spread spread = Spread.of(values);

        assertThat(values.stream().filter(value -> value <= spread.median()).count() * 2)
                .isGreaterThanOrEqualTo(values.size());
        assertThat(values.stream().filter(value -> value >= spread.median()).count() * 2)
                .isGreaterThanOrEqualTo(values.size());
        assertThat(spread.median()).isBetween(spread.min(), spread.max());
    }
}
