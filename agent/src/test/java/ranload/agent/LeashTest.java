package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeashTest {
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
        leash.arm(Duration.ofMillis(200));
        leash.loosen();
        await().during(Duration.ofMillis(400)).until(() -> halts.get() == 0);
        long armedAt = System.nanoTime();
        leash.arm(Duration.ofMillis(100));
        await().until(() -> halts.get() == 1);
        assertThat(System.nanoTime() - armedAt).isGreaterThanOrEqualTo(100_000_000L);
    }

    @Test
    void takesTheLaterTimeWhenItIsLoosenedAndArmedAgainAtOnce() {
        leash.arm(Duration.ofMillis(100));
        leash.loosen();
        long armedAt = System.nanoTime();
        leash.arm(Duration.ofMillis(400));
        await().until(() -> halts.get() == 1);
        assertThat(System.nanoTime() - armedAt).isGreaterThanOrEqualTo(400_000_000L);
    }
}
