package ranload.agent.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import ranload.unit.BitRate;

class ConstantScheduleTest {
    private static final long SECOND = 1_000_000_000;

    @Property
    void everyDueTimeIsExactToTheNanosecondHoweverLateItIs(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long rate,
            @ForAll @IntRange(min = 48, max = 65_000) int octets,
            @ForAll @LongRange(max = 10_000_000_000L) long unit) {
        BigInteger exact = BigInteger.valueOf(unit)
                .multiply(BigInteger.valueOf(octets * 8L))
                .multiply(BigInteger.valueOf(SECOND))
                .divide(BigInteger.valueOf(rate));
        if (exact.bitLength() < 63) {
            assertThat(new ConstantSchedule(new BitRate(rate), octets).dueNanos(unit))
                    .isEqualTo(exact.longValueExact());
        }
    }

    @Property
    void countingIsTheInverseOfTheDueTimes(
            @ForAll @LongRange(min = 1_000, max = 1_000_000_000_000L) long rate,
            @ForAll @IntRange(min = 48, max = 65_000) int octets,
            @ForAll @LongRange(max = 604_800L * SECOND) long elapsed) {
        ConstantSchedule schedule = new ConstantSchedule(new BitRate(rate), octets);
        long count = schedule.dueCount(elapsed);
        assertThat(schedule.dueNanos(count - 1)).isLessThanOrEqualTo(elapsed);
        assertThat(schedule.dueNanos(count)).isGreaterThan(elapsed);
    }

    @Test
    void nothingIsDueBeforeTheStart() {
        ConstantSchedule schedule = new ConstantSchedule(new BitRate(50_000_000), 1_400);
        assertThat(schedule.dueCount(-1)).isZero();
        assertThat(schedule.dueCount(0)).isEqualTo(1);
        assertThat(schedule.dueCount(223_999)).isEqualTo(1);
        assertThat(schedule.dueCount(224_000)).isEqualTo(2);
    }
}
