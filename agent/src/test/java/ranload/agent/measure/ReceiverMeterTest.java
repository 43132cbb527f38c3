package ranload.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;

class ReceiverMeterTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = 77 * SECOND;
    private static final int OCTETS = 100;

    private final Map<Integer, ReceiverFigures> rows = new LinkedHashMap<>();

    private void take(List<ReceiverFigures> figures) {
        figures.forEach(row -> rows.put(row.interval(), row));
    }

    private long sum(ToLongFunction<ReceiverFigures> field) {
        return rows.values().stream().mapToLong(field).sum();
    }

    private static ReceiverMeter meter(int seconds) {
        return new ReceiverMeter(START, seconds, 0, () -> -1, 0, 0);
    }

    /** A datagram that leaves one millisecond after the one before and takes no time on the way. */
    private static void arrive(ReceiverMeter meter, long sequence) {
        meter.datagram(sequence, sequence * 1_000_000, OCTETS, START + sequence * 1_000_000);
    }

    /**
     * What happened to a flow on its way: for each arrival how far it lies from the one before it, and how long after
     * it that arrived. Negative distances are late or repeated datagrams.
     */
    @Provide
    Arbitrary<List<int[]>> flows() {
        return Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.just(1)),
                        Tuple.of(2, Arbitraries.integers().between(-40, 40)))
                .flatMap(
                        step -> Arbitraries.integers().between(0, 60).map(pauseMillis -> new int[] {step, pauseMillis}))
                .list()
                .ofMinSize(1)
                .ofMaxSize(300);
    }

    @Property(tries = 500)
    void countsWhatANaiveModelCounts(
            @ForAll("flows") List<int[]> flow, @ForAll @IntRange(max = 5) int tail, @ForAll boolean endArrives) {
        rows.clear();
        ReceiverMeter meter = new ReceiverMeter(Long.MAX_VALUE - SECOND, 4, 0, () -> -1, 0, 0);
        Set<Long> seen = new HashSet<>();
        long next = 0;
        long reordered = 0;
        long duplicates = 0;
        // Past the largest value within the session: a monotonic clock may do that.
        long begin = Long.MAX_VALUE - SECOND;
        long now = begin;
        long sequence = -1;
        for (int[] step : flow) {
            sequence = Math.max(0, sequence + step[0]);
            now += step[1] * 1_000_000L;
            if (sequence < next && seen.contains(sequence)) {
                duplicates++;
            } else if (sequence < next) {
                reordered++;
            }
            seen.add(sequence);
            next = Math.max(next, sequence + 1);
            meter.datagram(sequence, now - begin, OCTETS, now);
            if (meter.hasRows(now)) {
                take(meter.collect(now, 0, 0));
            }
            assertThat(meter.lost()).isEqualTo(next - seen.size());
        }
        if (endArrives) {
            meter.end(next + tail);
        }
        long planned = begin + 4 * SECOND;
        take(meter.finish(now - planned > 0 ? now : planned, 0, 0));

        long expected = endArrives ? next + tail : next;
        assertThat(meter.lost()).isEqualTo(expected - seen.size());
        assertThat(meter.packets()).isEqualTo(seen.size());
        assertThat(sum(ReceiverFigures::expected)).isEqualTo(expected);
        assertThat(sum(ReceiverFigures::lost)).isEqualTo(meter.lost());
        assertThat(sum(ReceiverFigures::packets)).isEqualTo(seen.size());
        assertThat(sum(ReceiverFigures::octets)).isEqualTo(meter.octets()).isEqualTo((long) OCTETS * seen.size());
        assertThat(sum(ReceiverFigures::reordered)).isEqualTo(reordered);
        assertThat(sum(ReceiverFigures::duplicates)).isEqualTo(duplicates);
        assertThat(rows.values()).allMatch(row -> row.lost() >= 0 && row.lost() <= row.expected());
        assertThat(rows.keySet()).hasSize(meter.rowCount()).contains(1, meter.rowCount());
        assertThat(rows.values().stream().limit(3)).allMatch(row -> row.durationNanos() == SECOND);
    }

    @Test
    void anEmptySecondIsARowOfZeros() {
        ReceiverMeter meter = meter(3);
        take(meter.collect(START + SECOND, 0, 0));
        assertThat(rows.get(1))
                .isEqualTo(new ReceiverFigures(
                        1, START + SECOND, SECOND, 0, 0, 0, 0, 0, 0, 0, 0, LossRuns.NONE, 0, Percentiles.NONE, -1, 0));
        take(meter.finish(START + 3 * SECOND, 0, 0));
        assertThat(rows).hasSize(3);
    }

    @Test
    void aLateArrivalTakesTheLossBackInTheRowItBelongsTo() {
        ReceiverMeter meter = meter(2);
        for (long sequence = 0; sequence < 2_000; sequence++) {
            if (sequence != 500) {
                arrive(meter, sequence);
            }
            if (sequence == 1_000) {
                take(meter.collect(START + SECOND, 0, 0));
                assertThat(rows.get(1).lost()).isEqualTo(1);
            }
        }
        meter.datagram(500, 500_000_000, OCTETS, START + 2 * SECOND - 1);
        take(meter.finish(START + 2 * SECOND, 0, 0));
        assertThat(rows.get(1).lost()).isZero();
        assertThat(rows.get(1).packets()).isEqualTo(999);
        assertThat(rows.get(2).packets()).isEqualTo(1_001);
        assertThat(rows.get(2).reordered()).isEqualTo(1);
    }

    @Test
    void aFirstDatagramThatWasHeldUpDoesNotShiftTheSeconds() {
        ReceiverMeter meter = meter(2);
        meter.datagram(0, 0, OCTETS, START + 80_000_000);
        for (long sequence = 1; sequence < 2_000; sequence++) {
            arrive(meter, sequence);
        }
        take(meter.finish(START + 2 * SECOND, 0, 0));
        assertThat(rows.get(1).packets()).isEqualTo(1_000);
        assertThat(rows.get(2).packets()).isEqualTo(1_000);
    }

    @Test
    void aSenderThatStartsLateGetsItsOwnFirstSecondAndRowsToldBeforeAreReplaced() {
        ReceiverMeter meter = meter(3);
        take(meter.collect(START + 2 * SECOND, 0, 0));
        assertThat(rows).hasSize(2);
        long late = START + 2 * SECOND + 300_000_000;
        for (long sequence = 0; sequence < 3_000; sequence++) {
            meter.datagram(sequence, sequence * 1_000_000, OCTETS, late + sequence * 1_000_000);
        }
        take(meter.finish(late + 3 * SECOND, 0, 0));
        assertThat(rows.values()).extracting(ReceiverFigures::packets).containsExactly(1_000L, 1_000L, 1_000L);
    }

    @Test
    void loadThatIsFirstSeenInItsThirdSecondLeavesTwoEmptyRowsAndItsLossInTheThird() {
        ReceiverMeter meter = meter(3);
        for (long sequence = 2_500; sequence < 3_000; sequence++) {
            arrive(meter, sequence);
        }
        take(meter.finish(START + 3 * SECOND, 0, 0));
        assertThat(rows.values()).extracting(ReceiverFigures::packets).containsExactly(0L, 0L, 500L);
        assertThat(rows.values()).extracting(ReceiverFigures::lost).containsExactly(0L, 0L, 2_500L);
    }

    @Test
    void arrivalsUpToATenthOfASecondAfterTheEndBelongToTheLastRowAndLaterOnesToAShortFurtherOne() {
        ReceiverMeter meter = meter(1);
        arrive(meter, 0);
        meter.datagram(1, 999_000_000, OCTETS, START + SECOND + 99_999_999);
        meter.datagram(2, 999_500_000, OCTETS, START + SECOND + 250_000_000);
        take(meter.finish(START + 3 * SECOND, 0, 0));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1).packets()).isEqualTo(2);
        assertThat(rows.get(2).packets()).isEqualTo(1);
        assertThat(rows.get(1).durationNanos()).isEqualTo(SECOND + 99_999_999);
        assertThat(rows.get(2).durationNanos()).isEqualTo(150_000_001);
    }

    @Test
    void aCutEndsTheRowThatIsOpenWhereItIs() {
        ReceiverMeter meter = meter(10);
        for (long sequence = 0; sequence < 1_500; sequence++) {
            arrive(meter, sequence);
        }
        meter.cut(START + 1_500_000_000);
        meter.end(1_510);
        take(meter.finish(START + 3 * SECOND, 0, 0));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(2).durationNanos()).isEqualTo(500_000_000);
        assertThat(rows.get(2).lost()).isEqualTo(10);
    }

    @Test
    void counterGrowthGoesToTheRowsInWhichItWasRead() {
        double[] steal = {3.5};
        ReceiverMeter meter = new ReceiverMeter(START, 2, 0, () -> steal[0], 1_000, 7);
        arrive(meter, 0);
        take(meter.collect(START + SECOND, 1_500, 9));
        steal[0] = 0.5;
        take(meter.finish(START + 2 * SECOND, 1_700, 10));
        assertThat(rows.values()).extracting(ReceiverFigures::hostStealPercent).containsExactly(3.5, 0.5);
        assertThat(rows.values()).extracting(ReceiverFigures::nicOctets).containsExactly(500L, 200L);
        assertThat(rows.values()).extracting(ReceiverFigures::socketDrops).containsExactly(2L, 1L);
        assertThat(meter.socketDrops()).isEqualTo(3);
    }

    @Test
    void octetsOfAByteStreamCountFromTheFirstOnes() {
        ReceiverMeter meter = meter(2);
        List<Long> expected = new ArrayList<>();
        meter.stream(10, START + 400_000_000);
        meter.stream(20, START + 1_399_999_999);
        meter.stream(40, START + 1_400_000_000);
        take(meter.finish(START + 2_400_000_000L, 0, 0));
        expected.add(30L);
        expected.add(40L);
        assertThat(rows.values()).extracting(ReceiverFigures::octets).isEqualTo(expected);
    }

    /** Ten datagrams a second would take two hours to leave the window. */
    @Test
    void ofASlowStreamOnlyRowsThatMissSomethingAreHeld() {
        int seconds = 300;
        ReceiverMeter meter = meter(seconds);
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            long nanos = tenth * SECOND / 10;
            if (tenth != 505 && tenth != 1_800) {
                meter.datagram(tenth, nanos, OCTETS, START + nanos);
            }
            if (tenth == 1_000) {
                meter.datagram(505, 505 * SECOND / 10, OCTETS, START + nanos);
            }
            if (tenth % 10 == 1) {
                take(meter.collect(START + nanos, 0, 0));
            }
            assertThat(meter.heldRows()).isLessThanOrEqualTo(5);
        }
        take(meter.finish(START + seconds * SECOND, 0, 0));

        assertThat(rows).hasSize(seconds);
        assertThat(rows.get(51).lost()).isZero();
        assertThat(rows.get(181).lost()).isEqualTo(1);
        assertThat(rows.get(181).lossRuns()).isEqualTo(new LossRuns(1, 1));
        assertThat(sum(ReceiverFigures::lost)).isEqualTo(1).isEqualTo(meter.lost());
    }

    @Test
    void aRowTakesNoLossBackAMinuteAfterItsEnd() {
        int seconds = 200;
        ReceiverMeter meter = meter(seconds);
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            long nanos = tenth * SECOND / 10;
            boolean missing = tenth % 10 == 5;
            if (!missing) {
                meter.datagram(tenth, nanos, OCTETS, START + nanos);
            }
            if (tenth % 10 == 1) {
                take(meter.collect(START + nanos, 0, 0));
            }
            assertThat(meter.heldRows()).isLessThanOrEqualTo(63);
        }
        long end = START + seconds * SECOND;
        meter.datagram(1_005, 1_005 * SECOND / 10, OCTETS, end - 3);
        meter.datagram(1_000, 1_000 * SECOND / 10, OCTETS, end - 2);
        meter.datagram(1_505, 1_505 * SECOND / 10, OCTETS, end - 1);
        // All numbers so far leave the window: those of rows that are held no more change nothing.
        meter.datagram(10L * seconds + ReceiverMeter.WINDOW, seconds * SECOND - 1, OCTETS, end + 1);
        take(meter.finish(end + 1, 0, 0));

        assertThat(rows.get(101).lost()).isEqualTo(1);
        assertThat(rows.get(101).lossRuns()).isEqualTo(new LossRuns(1, 1));
        assertThat(rows.get(151).lost()).isZero();
        assertThat(rows.get(seconds).reordered()).isEqualTo(2);
        assertThat(rows.get(seconds).duplicates()).isEqualTo(1);
        assertThat(rows.values().stream().limit(seconds - 1).filter(row -> row.interval() != 151))
                .allSatisfy(row -> assertThat(row.lossRuns()).isEqualTo(new LossRuns(1, 1)));
        assertThat(sum(ReceiverFigures::lost))
                .isEqualTo(seconds - 1 + ReceiverMeter.WINDOW)
                .isEqualTo(meter.lost());
        assertThat(sum(ReceiverFigures::packets)).isEqualTo(meter.packets());
    }

    @Test
    void aDatagramFromBeforeTheWindowTakesNoLossBack() {
        ReceiverMeter meter = meter(1);
        arrive(meter, 1);
        meter.datagram(ReceiverMeter.WINDOW + 10L, 2, OCTETS, START + 1_000_000);
        long lost = meter.lost();
        meter.datagram(0, 0, OCTETS, START + 2_000_000);
        assertThat(meter.lost()).isEqualTo(lost);
        meter.datagram(11, 0, OCTETS, START + 2_000_000);
        assertThat(meter.lost()).isEqualTo(lost - 1);
    }

    /** A link with a full queue: what was sent in two seconds arrives in two seconds and so many milliseconds. */
    private ReceiverMeter saturated(int millisBeyond) {
        ReceiverMeter meter = meter(2);
        for (int i = 0; i < 2_000 + millisBeyond; i++) {
            meter.datagram(i, i * 2_000_000_000L / (2_000 + millisBeyond), OCTETS, START + i * 1_000_000L);
        }
        return meter;
    }

    @Test
    void theLastRowOfASaturatedLinkLastsAsLongAsItsArrivals() {
        ReceiverMeter meter = saturated(60);
        take(meter.finish(START + 3 * SECOND, 0, 0));
        assertThat(rows.keySet()).containsExactly(1, 2);
        ReceiverFigures last = rows.get(2);
        assertThat(last.octets()).isEqualTo(OCTETS * 1_060L);
        assertThat(last.durationNanos()).isBetween(1_058_000_000L, 1_060_000_000L);
    }

    @Test
    void whatIsLateByLessThanAnybodyWouldNoticeLeavesTheLastRowASecond() {
        ReceiverMeter meter = saturated(5);
        take(meter.finish(START + 3 * SECOND, 0, 0));
        assertThat(rows.get(2).durationNanos()).isEqualTo(SECOND);
    }

    @Test
    void whatLeftAfterTheEndWasDueInTheLastSecond() {
        ReceiverMeter meter = meter(2);
        for (int i = 0; i < 2_000; i++) {
            arrive(meter, i);
        }
        meter.datagram(2_000, 2_040_000_000, OCTETS, START + 2_041_000_000);
        take(meter.finish(START + 3 * SECOND, 0, 0));
        assertThat(rows.get(2).packets()).isEqualTo(1_001);
        assertThat(rows.get(2).durationNanos()).isEqualTo(SECOND);
    }

    @Test
    void asksForNoFurtherCloseOnceAStragglerHasOpenedARowBeyondTheLast() {
        ReceiverMeter meter = saturated(300);
        long now = START + 2_300_000_000L;
        take(meter.collect(now, 0, 0));
        assertThat(meter.nextCloseNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(meter.hasRows(now)).isFalse();
        take(meter.finish(now + SECOND, 0, 0));
        assertThat(rows.keySet()).containsExactly(1, 2, 3);
        assertThat(sum(ReceiverFigures::octets)).isEqualTo(OCTETS * 2_300L);
        assertThat(rows.get(2).durationNanos() + rows.get(3).durationNanos()).isBetween(1_298_000_000L, 1_300_000_000L);
    }
}
