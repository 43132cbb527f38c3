package ranload.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ranload.session.Failure;

class InterruptionTest {
    /** The clock may wrap meanwhile. */
    private final long brokenAt = Duration.ofNanos(Long.MAX_VALUE - 5).toNanos();

    private final Interruption interruption = Interruption.of(Failure.of("agent_lost", "reset"), brokenAt);

    @Test
    void isSoughtSoonAndThenLessOften() {
        List<Duration> waits = new ArrayList<>();
        Interruption now = interruption;
        for (int i = 0; i < 7; i++) {
            waits.add(now.nextIn());
            now = now.tried();
        }
        assertThat(waits)
                .extracting(Duration::toMillis)
                .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 4_000L, 4_000L);
    }

    @Test
    void isOverWhenItHasLastedAsLongAsALinkMayBeSilent() {
        long allowance = Duration.ofMinutes(4).toNanos();
        assertThat(interruption.isOver(brokenAt)).isFalse();
        assertThat(interruption.isOver(brokenAt + allowance - 1)).isFalse();
        assertThat(interruption.tried().isOver(brokenAt + allowance)).isTrue();
        assertThat(interruption.lasted(brokenAt + 7)).isEqualTo(Duration.ofNanos(7));
    }
}
