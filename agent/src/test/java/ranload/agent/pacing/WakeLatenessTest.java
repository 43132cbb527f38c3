package ranload.agent.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WakeLatenessTest {
    private final WakeLateness lateness = new WakeLateness();

    @Test
    void followsTheEightiethPercentile() {
        Random random = new Random(7);
        for (int sleeps = 0; sleeps < 20_000; sleeps++) {
            lateness.woke(10_000 + random.nextInt(20_000));
        }
        assertThat(lateness.usualNanos()).isBetween(23_000L, 29_000L);
    }

    @Test
    void learnsWithinAFewHundredSleepsThatAMachineIsQuick() {
        for (int sleeps = 0; sleeps < 300; sleeps++) {
            lateness.woke(3_000);
        }
        assertThat(lateness.usualNanos()).isLessThanOrEqualTo(5_000);
    }

    @Test
    void staysBelowItsBoundHoweverLongTheMachineHoldsUp() {
        for (int sleeps = 0; sleeps < 1_000; sleeps++) {
            lateness.woke(50_000_000);
        }
        assertThat(lateness.usualNanos()).isEqualTo(WakeLateness.MOST_NANOS);
    }

    @Test
    void learnsNothingFromASleepThatWasCutShort() {
        long before = lateness.usualNanos();
        lateness.woke(-1);
        assertThat(lateness.usualNanos()).isEqualTo(before);
    }
}
