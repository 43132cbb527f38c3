package ranload.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadPriorityTest {
    @Test
    void readsTheNicenessBehindANameOfAnyKind() {
        assertThat(LoadPriority.nicenessIn(
                        "71 (a) b (c) R 1 71 71 0 -1 4194304 9 0 0 0 3 4 0 0 15 -5 31 0 2008 8994816\n"))
                .isEqualTo(-5);
    }

    @Test
    void takesAStateThatIsCutShortForNothingGranted() {
        assertThat(LoadPriority.nicenessIn("71 (load) R 1 71")).isZero();
    }
}
