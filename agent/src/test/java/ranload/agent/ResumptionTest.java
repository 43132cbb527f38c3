package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResumptionTest {
    /** The clock may wrap while it waits. */
    private final long brokenAt = Duration.ofNanos(Long.MAX_VALUE - 5).toNanos();

    private final long last = brokenAt + Resumption.BOUND.toNanos() - 1;

    private final Resumption resumption = Resumption.after(true, brokenAt);

    @Test
    void waitsWhileSomethingWouldBeLostUpToItsBound() {
        assertThat(resumption.waits(brokenAt, false, false)).isTrue();
        assertThat(resumption.waits(last, false, false)).isTrue();
        assertThat(resumption.waits(last + 1, false, false)).isFalse();
    }

    @Test
    void doesNotWaitWhenNothingWouldBeLost() {
        assertThat(resumption.waits(brokenAt, false, true)).isFalse();
    }

    @Test
    void doesNotWaitWhenTheControllerMeantToEndTheLink() {
        assertThat(resumption.waits(brokenAt, true, false)).isFalse();
    }

    @Test
    void doesNotWaitWhenNobodyCouldComeBack() {
        assertThat(Resumption.after(false, brokenAt).waits(brokenAt, false, false))
                .isFalse();
    }
}
