package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadingModeTest {
    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);

    private final ReadingMode mode = new ReadingMode();

    @Test
    void staysWithWakeUpsAtTheRatesOfARadioLink() {
        for (long i = 0; i < 10_000; i++) {
            mode.woke(i * 112 * MICRO);
        }
        assertThat(mode.isOnTimer()).isFalse();
    }

    @Test
    void turnsToTheTimerWhenWakeUpsComeFasterThanEvery33Microseconds() {
        for (long i = 0; i < 1_000 && !mode.isOnTimer(); i++) {
            mode.woke(i * 5 * MICRO);
        }
        assertThat(mode.isOnTimer()).isTrue();
    }

    @Test
    void staysOnTheTimerWhileThereIsMuchToReadAndLeavesItWhenThereIsNot() {
        turnsToTheTimerWhenWakeUpsComeFasterThanEvery33Microseconds();
        long now = 1_000 * MICRO;
        for (int i = 0; i < 1_000; i++) {
            mode.looked(20, now += 100 * MICRO);
        }
        assertThat(mode.isOnTimer()).isTrue();
        for (int i = 0; i < 202; i++) {
            mode.looked(0, now += 100 * MICRO);
        }
        assertThat(mode.isOnTimer()).isFalse();
    }

    @Test
    void makesItsRoundsLessOftenWhileVeryMuchArrives() {
        turnsToTheTimerWhenWakeUpsComeFasterThanEvery33Microseconds();
        long now = 1_000 * MICRO;
        for (int i = 0; i < 1_000; i++) {
            mode.looked(20, now += 100 * MICRO);
        }
        assertThat(mode.intervalNanos()).isEqualTo(ReadingMode.LONGEST_NANOS);
        for (int i = 0; i < 202; i++) {
            mode.looked(5, now += 100 * MICRO);
        }
        assertThat(mode.isOnTimer()).isTrue();
        assertThat(mode.intervalNanos()).isLessThan(ReadingMode.LONGEST_NANOS);
    }
}
