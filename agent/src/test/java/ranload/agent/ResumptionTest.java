package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResumptionTest {
    private static final long BROKEN_AT = Long.MAX_VALUE - 5; // the clock may wrap while it waits
    private static final long LAST = BROKEN_AT + Resumption.BOUND.toNanos() - 1;

    private final Resumption resumption = Resumption.after(true, BROKEN_AT);

    @Test
    void waitsWhileSomethingWouldBeLostUpToItsBound() {
        assertThat(resumption.waits(BROKEN_AT, false, false)).isTrue();
        assertThat(resumption.waits(LAST, false, false)).isTrue();
        assertThat(resumption.waits(LAST + 1, false, false)).isFalse();
    }

    @Test
    void doesNotWaitWhenNothingWouldBeLost() {
        assertThat(resumption.waits(BROKEN_AT, false, true)).isFalse();
    }

    @Test
    void doesNotWaitWhenTheControllerMeantToEndTheLink() {
        assertThat(resumption.waits(BROKEN_AT, true, false)).isFalse();
    }

    @Test
    void doesNotWaitWhenNobodyCouldComeBack() {
        assertThat(Resumption.after(false, BROKEN_AT).waits(BROKEN_AT, false, false))
                .isFalse();
    }
}
