package ranload.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.unit.BitRate;

class RateProfileTest {
    @Test
    void readsMegabitsWithDecimalsAndTheWordMax() {
        assertThat(RateProfile.parse("2.5")).isEqualTo(new RateProfile.Constant(new BitRate(2_500_000)));
        assertThat(RateProfile.parse("max")).isEqualTo(new RateProfile.Unlimited());
    }

    @Property
    void readsBackEveryRateThatItWrites(@ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long bits) {
        RateProfile profile = new RateProfile.Constant(new BitRate(bits));

        assertThat(RateProfile.parse(profile.text())).isEqualTo(profile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "0.0000004", "-1", "+1", "1e3", "NaN", "Max", "1,5", "1.", ".5", "٣", "1234567890123"})
    void saysWhatWouldBeRightInsteadOf(String text) {
        assertThatThrownBy(() -> RateProfile.parse(text))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("bandwidth: must be Mbit/s above 0")
                .hasMessageContaining("got '" + text + "'");
    }
}
