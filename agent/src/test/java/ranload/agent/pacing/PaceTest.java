package ranload.agent.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import ranload.unit.BitRate;

class PaceTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** 1,000 units of 125 octets a second: one each millisecond. */
    private static final ConstantSchedule EACH_MILLISECOND = schedule(1_000_000, 125);

    private static ConstantSchedule schedule(long bitsPerSecond, int octets) {
        return new ConstantSchedule(new BitRate(bitsPerSecond), octets);
    }

    /** A sender that looks at the clock whenever something is due, but not while the machine holds it up. */
    private static final class Sender {
        private final Pace pace;
        private final List<Long> departures = new ArrayList<>();
        private long givenUp;

        Sender(Pace pace) {
            this.pace = pace;
        }

        void runUntil(long fromNanos, long toNanos) {
            for (long now = fromNanos; now < toNanos && pace.remaining() > 0; now = Math.max(now, pace.dueNanos(1))) {
                givenUp += pace.observe(now, 1);
                if (pace.remaining() > 0 && pace.dueNanos(1) <= now) {
                    departures.add(now);
                    pace.departed(1);
                }
            }
        }
    }

    @Test
    void keepsToTheScheduleWhenNothingHoldsItUp() {
        Sender sender = new Sender(new Pace(EACH_MILLISECOND, 1_000));
        sender.runUntil(0, 1_000 * MILLI);
        assertThat(sender.departures).hasSize(1_000);
        assertThat(sender.departures.get(999)).isEqualTo(999 * MILLI);
    }

    @Test
    void makesAShortHoldUpGoodWithoutLosingAUnitOrSendingABurst() {
        Sender sender = new Sender(new Pace(EACH_MILLISECOND, 1_000));
        sender.runUntil(0, 100 * MILLI);
        sender.runUntil(150 * MILLI, 1_000 * MILLI);
        assertThat(sender.givenUp).isZero();
        assertThat(sender.departures).hasSize(1_000);
        // The first three hold the credit's millisecond; from then on no gap is below four fifths of the schedule's.
        List<Long> after =
                sender.departures.stream().filter(at -> at >= 150 * MILLI).toList();
        for (int i = 3; i < after.size(); i++) {
            assertThat(after.get(i) - after.get(i - 1)).isBetween(MILLI * 4 / 5 - 1, MILLI + 1);
        }
        assertThat(sender.departures.get(999)).isEqualTo(999 * MILLI);
    }

    @Test
    void givesUpWhatALongHoldUpDelayedByMoreThanItsDebtAllows() {
        Sender sender = new Sender(new Pace(EACH_MILLISECOND, 8_000));
        sender.runUntil(0, 100 * MILLI);
        sender.runUntil(1_100 * MILLI, 8_000 * MILLI);
        assertThat(sender.givenUp).isEqualTo(500);
        assertThat(sender.departures).hasSize(7_500);
        assertThat(sender.departures.get(7_499)).isEqualTo(7_999 * MILLI);
    }

    @Test
    void countsABurstLateByItsLastUnitOnly() {
        Pace pace = new Pace(EACH_MILLISECOND, 1_000);
        assertThat(pace.observe(9 * MILLI, 10)).isZero();
        assertThat(pace.dueNanos(10)).isEqualTo(9 * MILLI);
    }

    @Test
    void givesUpNothingTwiceAndNothingThatIsDueLater() {
        Pace pace = new Pace(EACH_MILLISECOND, 10);
        assertThat(pace.giveUpDueBefore(3 * MILLI)).isEqualTo(3);
        assertThat(pace.giveUpDueBefore(3 * MILLI)).isZero();
        assertThat(pace.giveUpDueBefore(1_000 * MILLI)).isEqualTo(7);
        assertThat(pace.remaining()).isZero();
    }

    @Property(tries = 200)
    void whateverHoldsItUpEveryUnitLeavesOnceOrIsGivenUpAndNoMillisecondHoldsMoreThanTwiceTheSchedule(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 1_500) int longestHoldUpMillis) {
        SplittableRandom random = new SplittableRandom(seed);
        ConstantSchedule schedule = schedule(100_000_000, 1_250);
        long total = 20_000;
        Sender sender = new Sender(new Pace(schedule, total));
        long end = 2_500 * MILLI;
        for (long now = 0; now < end; ) {
            long until = now + random.nextLong(1, 300 * MILLI);
            sender.runUntil(now, Math.min(until, end));
            now = until + random.nextLong(longestHoldUpMillis * MILLI);
        }
        sender.runUntil(end, end + 1_000 * MILLI);
        assertThat(sender.departures.size() + sender.givenUp + sender.pace.remaining())
                .isEqualTo(total);
        int perMilli = 10;
        for (int i = 2 * perMilli + 3; i < sender.departures.size(); i++) {
            long spanNanos = sender.departures.get(i) - sender.departures.get(i - 2 * perMilli - 3);
            assertThat(spanNanos).isGreaterThan(MILLI / 2);
        }
    }
}
