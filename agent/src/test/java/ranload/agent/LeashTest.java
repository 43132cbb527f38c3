package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeashTest {
    /** Longer than a busy machine holds this thread up between two calls. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final AtomicInteger halts = new AtomicInteger();
    private final Leash leash = new Leash(halts::incrementAndGet);

    @Test
    void haltsAfterItsTimeAndOnlyOnce() {
        long armedAt = System.nanoTime();
        leash.arm(Duration.ofMillis(100));
        leash.arm(Duration.ofMillis(50));
        await().until(() -> halts.get() > 0);
        assertThat(System.nanoTime() - armedAt).isGreaterThanOrEqualTo(100_000_000L);
        await().during(Duration.ofMillis(150)).until(() -> halts.get() == 1);
    }

    @Test
    void haltsNothingUnlessArmed() {
        await().during(Duration.ofMillis(150)).until(() -> halts.get() == 0);
    }

    @Test
    void haltsNothingOnceItIsLoosenedUntilItIsArmedAgain() {
        leash.arm(SOON);
        leash.loosen();
        await().during(SOON.plusMillis(500)).until(() -> halts.get() == 0);
        long armedAt = System.nanoTime();
        leash.arm(Duration.ofMillis(100));
        await().until(() -> halts.get() == 1);
        assertThat(System.nanoTime() - armedAt).isGreaterThanOrEqualTo(100_000_000L);
    }

    @Test
    void takesTheLaterTimeWhenItIsLoosenedAndArmedAgainAtOnce() {
        leash.arm(SOON);
        leash.loosen();
        long armedAt = System.nanoTime();
        Duration later = SOON.plusMillis(500);
        leash.arm(later);
        await().until(() -> halts.get() == 1);
        assertThat(System.nanoTime() - armedAt).isGreaterThanOrEqualTo(later.toNanos());
    }
}
