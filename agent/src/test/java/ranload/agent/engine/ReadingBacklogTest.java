package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingBacklogTest {
    private final ReadingBacklog backlog = new ReadingBacklog();

    @Test
    void oneBurstAfterALossIsNoBacklog() {
        for (int burst = 0; burst < 10; burst++) {
            assertThat(fullRounds(ReadingBacklog.ROUNDS - 1)).isZero();
            assertThat(backlog.drained()).isFalse();
        }
    }

    @Test
    void aSenderIsHeldBackOnceAndLetGoOnce() {
        assertThat(fullRounds(ReadingBacklog.ROUNDS)).isOne();
        assertThat(fullRounds(5 * ReadingBacklog.ROUNDS)).isZero();
        assertThat(backlog.drained()).isTrue();
        assertThat(backlog.drained()).isFalse();
        assertThat(fullRounds(ReadingBacklog.ROUNDS)).isOne();
    }

    /** How often a sender was to be held back. */
    private int fullRounds(int rounds) {
        int held = 0;
        for (int round = 0; round < rounds; round++) {
            held += backlog.full() ? 1 : 0;
        }
        return held;
    }
}
