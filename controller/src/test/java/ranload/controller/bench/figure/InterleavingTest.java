package ranload.controller.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {
    @Test
    void letsEverybodyRunOnceBeforeAnybodyRunsAgain() {
        assertThat(Interleaving.order(List.of("A", "B", "C"), 2)).containsExactly("A", "B", "C", "A", "B", "C");
    }

    @Test
    void refusesNoRoundAtAll() {
        assertThatThrownBy(() -> Interleaving.order(List.of("A"), 0)).hasMessageContaining("at least 1");
    }
}
