package ranload.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class HeldUpTest {
    @Test
    @EnabledIf("ranload.time.HeldUp#isSaid")
    void seesThatMoreThreadsWantedToRunThanThereAreProcessors() throws InterruptedException {
        HeldUp held = HeldUp.fromNow();
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int k = 0; k < 2 * Runtime.getRuntime().availableProcessors(); k++) {
            Thread thread = new Thread(() -> {
                while (!enough.get()) {
                    Thread.onSpinWait();
                }
            });
            thread.start();
            busy.add(thread);
        }
        try {
            await().until(() -> held.lost().compareTo(Duration.ofMillis(100)) > 0);
        } finally {
            enough.set(true);
        }
        for (Thread thread : busy) {
            thread.join();
        }
        assertThat(held.own()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
