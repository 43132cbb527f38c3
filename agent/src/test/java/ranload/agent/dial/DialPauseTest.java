package ranload.agent.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DialPauseTest {
    private static final Duration AT_ONCE = Duration.ZERO;

    @Test
    void dialsAtOnceAndThenAfterTwiceAsLongEachTimeUpToABound() {
        assertThat(DialPause.NONE.length(0.5)).isZero();
        assertThat(Stream.iterate(DialPause.NONE.after(AT_ONCE), pause -> pause.after(AT_ONCE))
                        .limit(10)
                        .map(pause -> pause.length(0).toMillis()))
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 8000L, 15_000L, 15_000L, 15_000L, 15_000L);
    }

    @Test
    void isCutByUpToAHalfAtRandom() {
        DialPause pause = DialPause.NONE.after(AT_ONCE).after(AT_ONCE);
        assertThat(pause.length(1)).isEqualTo(Duration.ofMillis(250));
        assertThat(pause.length(0.5)).isEqualTo(Duration.ofMillis(375));
    }

    @Test
    void beginsAnewAfterAConnectionThatLasted() {
        DialPause tired = DialPause.NONE.after(AT_ONCE).after(AT_ONCE).after(AT_ONCE);
        assertThat(tired.after(DialPause.SETTLED.plusMillis(1)).length(0)).isEqualTo(Duration.ofMillis(250));
        assertThat(tired.after(DialPause.SETTLED).length(0)).isEqualTo(Duration.ofSeconds(2));
    }
}
