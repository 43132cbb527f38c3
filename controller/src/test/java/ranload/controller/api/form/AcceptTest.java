package ranload.controller.api.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
    private static final List<String> OFFERED = List.of("application/json", "application/x-ndjson", "text/csv");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | application/json",
                "text/csv | text/csv",
                "TEXT/CSV | text/csv",
                "text/* | text/csv",
                "text/html, application/xhtml+xml, */*;q=0.8 | application/json",
                "application/json;q=0.5, text/csv;q=0.9 | text/csv",
                "application/*;q=0.2, application/x-ndjson | application/x-ndjson",
                "application/json;q=0, */* | application/x-ndjson",
                "text/csv;header=present | text/csv",
                " text/csv ; q=0.1 | text/csv",
            })
    void takesWhatTheClientLikesBest(String header, String chosen) {
        assertThat(Accept.choose(header, OFFERED)).contains(chosen);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/png",
                "application/json;q=0",
                "text/html, image/*",
                "application/json;q=much",
                "nonsense",
                ","
            })
    void findsNothingWhenNothingIsTaken(String header) {
        assertThat(Accept.choose(header, OFFERED)).isEmpty();
    }

    @Test
    void takesItsOwnFavouriteWhenNobodyAsks() {
        assertThat(Accept.choose(null, OFFERED)).contains("application/json");
        assertThat(Accept.choose(" ", OFFERED)).contains("application/json");
    }
}
