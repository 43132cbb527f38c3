package ranload.controller.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrowdSizeTest {
    @Test
    void readsSessionsAndMegabits() {
        assertThat(CrowdSize.parse("1000x1")).isEqualTo(new CrowdSize(1000, 1_000_000));
        assertThat(CrowdSize.parse("10000x0.1")).isEqualTo(new CrowdSize(10_000, 100_000));
    }

    @Test
    void namesItselfAndItsRateForPeopleAndForms() {
        assertThat(CrowdSize.parse("10000x0.1").title()).isEqualTo("10000 x 100 kbit/s");
        assertThat(CrowdSize.parse("10000x0.1").megabits()).isEqualTo("0.1");
        assertThat(CrowdSize.parse("100x100").title()).isEqualTo("100 x 100 Mbit/s");
        assertThat(CrowdSize.parse("20x1").megabits()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1000", "0x1", "10x0", "10x-1", "x1", "10x", "10x0.0000001", "100000x1", "10 x 1"})
    void refusesWhatAsksForNothing(String text) {
        assertThatThrownBy(() -> CrowdSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000x1");
    }
}
