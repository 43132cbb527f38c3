package ranload.agent.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ranload.time.NanoClock;

class PacerTest {
    private final Pacer pacer = new Pacer(NanoClock.SYSTEM, "pacer under test");

    @AfterEach
    void close() {
        pacer.close();
    }

    private abstract static class Task implements PacedTask {
        final AtomicInteger turns = new AtomicInteger();
        final AtomicBoolean broke = new AtomicBoolean();

        @Override
        public void broke(RuntimeException cause) {
            broke.set(true);
        }
    }

    @Test
    void givesNoTurnBeforeItsDueTime() {
        List<Long> earliness = new CopyOnWriteArrayList<>();
        Task task = new Task() {
            private long due = Long.MIN_VALUE;

            @Override
            public long turn(long nowNanos) {
                if (due != Long.MIN_VALUE) {
                    earliness.add(due - nowNanos);
                }
                due = nowNanos + TimeUnit.MICROSECONDS.toNanos(300);
                return turns.incrementAndGet() > 100 ? DONE : due;
            }
        };
        pacer.add(task);
        await().until(() -> task.turns.get() > 100);
        assertThat(earliness).hasSize(100).allMatch(early -> early <= 0);
    }

    @Test
    void aTaskThatAlwaysWantsATurnLeavesTurnsToOthers() {
        Task greedy = new Task() {
            @Override
            public long turn(long nowNanos) {
                turns.incrementAndGet();
                return nowNanos;
            }
        };
        Task modest = new Task() {
            @Override
            public long turn(long nowNanos) {
                return turns.incrementAndGet() == 50 ? DONE : nowNanos + TimeUnit.MILLISECONDS.toNanos(1);
            }
        };
        pacer.add(greedy);
        pacer.add(modest);
        await().atMost(Duration.ofSeconds(20)).until(() -> modest.turns.get() == 50);
        assertThat(greedy.turns.get()).isPositive();
    }

    @Test
    void aNudgedTaskGetsItsTurnLongBeforeItWasDue() {
        Task sleeper = new Task() {
            @Override
            public long turn(long nowNanos) {
                turns.incrementAndGet();
                return nowNanos + TimeUnit.HOURS.toNanos(1);
            }
        };
        pacer.add(sleeper);
        await().until(() -> sleeper.turns.get() == 1);
        pacer.nudge(sleeper);
        await().until(() -> sleeper.turns.get() == 2);
    }

    @Test
    void aTaskThatThrowsHearsOfItAndGetsNoFurtherTurnButOthersDo() {
        Task faulty = new Task() {
            @Override
            public long turn(long nowNanos) {
                turns.incrementAndGet();
                throw new IllegalStateException("as the test wants");
            }
        };
        Task sound = new Task() {
            @Override
            public long turn(long nowNanos) {
                return turns.incrementAndGet() == 20 ? DONE : nowNanos + 1;
            }
        };
        pacer.add(faulty);
        await().until(faulty.broke::get);
        pacer.add(sound);
        await().until(() -> sound.turns.get() == 20);
        assertThat(faulty.turns.get()).isEqualTo(1);
    }
}
