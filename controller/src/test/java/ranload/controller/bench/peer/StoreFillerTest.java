package ranload.controller.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreFillerTest {
    @Test
    void letsTenThousandSessionsRunAtATimeEachSecondBySecond() {
        int sessions = 25_000;
        int seconds = 4;
        Set<StoreFiller.Place> places = new HashSet<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (long number = 0; number < (long) sessions * seconds; number++) {
            StoreFiller.Place place = StoreFiller.Place.of(number, sessions, seconds);
            assertThat(place.session()).isBetween(0, sessions - 1);
            assertThat(place.interval()).isEqualTo(last.merge(place.session(), 1, Integer::sum));
            assertThat(places.add(place)).isTrue();
        }
        assertThat(last).hasSize(sessions).allSatisfy((session, interval) -> assertThat(interval)
                .isEqualTo(seconds));
        assertThat(StoreFiller.Place.of(9_999L * seconds, sessions, seconds).session())
                .isLessThan(10_000);
    }
}
