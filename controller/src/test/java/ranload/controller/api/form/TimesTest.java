package ranload.controller.api.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "20261122103059, 2026-11-22T10:30:59Z",
        "2026-11-22T10:30:59Z, 2026-11-22T10:30:59Z",
        "2026-11-22T10:30Z, 2026-11-22T10:30:00Z",
        "2026-11-22T10:30:59.123Z, 2026-11-22T10:30:59.123Z",
        "2026-11-22T12:30:59.5+02:00, 2026-11-22T10:30:59.500Z",
        "2026-11-22T10:30:59, 2026-11-22T10:30:59Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    })
    void readsFourteenDigitsAndIso8601(String text, Instant instant) {
        assertThat(Times.isTime(text)).isTrue();
        assertThat(Times.parse(text)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "1795348800123",
                "20261322103059",
                "20261122250000",
                "20260229000000",
                "2026-11-22",
                "2026-02-30T00:00:00Z",
                "2026-11-22T25:00:00Z",
                "2026-11-22 10:30:59",
                "٢٠٢٦١١٢٢١٠٣٠٥٩",
                "2026-11-22T10:30:59+99:00"
            })
    void readsNothingElse(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }

    @Property
    void readsWhatItWouldPrint(@ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        assertThat(Times.parse(instant.toString())).contains(instant);
    }
}
