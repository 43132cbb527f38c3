package ranload.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import ranload.sample.CodedHistogram;
import ranload.sample.Percentiles;

class SmallMetersTest {
    private static final long SECOND = 1_000_000_000;

    @Property
    void jitterFollowsTheFormulaOfTheRfc(@ForAll @NotEmpty List<@IntRange(max = 50_000_000) Integer> delays) {
        Jitter jitter = new Jitter();
        double expected = 0;
        for (int i = 0; i < delays.size(); i++) {
            long sent = i * 1_000_000L;
            jitter.record(sent, 77 + sent + delays.get(i));
            if (i > 0) {
                expected += (Math.abs(delays.get(i) - delays.get(i - 1)) - expected) / 16;
            }
        }
        // Whole numbers round by half a unit at each step, which adds up to a few.
        assertThat(jitter.nanos()).isBetween((long) expected - 8, (long) expected + 8);
    }

    @Property
    void aPercentileIsAtMostAHundredthAboveTheTrueOneAndTheGreatestIsExact(
            @ForAll @NotEmpty @Size(max = 500) List<@LongRange(max = 70_000_000_000L) Long> nanos) {
        MicrosHistogram histogram = new MicrosHistogram();
        nanos.forEach(histogram::record);
        List<Long> sorted = nanos.stream()
                .map(value -> Math.min(value / 1_000, MicrosHistogram.HIGHEST_MICROS))
                .sorted()
                .toList();
        Percentiles row = histogram.closeRow(true);
        assertAbout(row.p50Micros(), sorted, 50);
        assertAbout(row.p90Micros(), sorted, 90);
        assertAbout(row.p99Micros(), sorted, 99);
        assertThat(row.maxMicros()).isEqualTo(sorted.get(sorted.size() - 1));
        assertThat(histogram.closeRow(true)).isEqualTo(Percentiles.NONE);
    }

    private static void assertAbout(long found, List<Long> sorted, int percent) {
        long exact = sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
        assertThat(found).isBetween(exact, exact + exact / 100);
    }

    @Property(tries = 50)
    void theHistogramOfTheMeasuredRowsHoldsAllTheirValuesAndNoneOfTheOmittedOnes(
            @ForAll @Size(max = 5) List<@Size(max = 50) List<@LongRange(max = 60_000_000) Long>> rows,
            @ForAll @IntRange(max = 2) int omitted) {
        MicrosHistogram histogram = new MicrosHistogram();
        Histogram expected = new Histogram(2);
        for (int i = 0; i < rows.size(); i++) {
            for (long micros : rows.get(i)) {
                histogram.record(micros * 1_000);
                if (i >= omitted) {
                    expected.recordValue(micros);
                }
            }
            histogram.closeRow(i >= omitted);
        }
        CodedHistogram measured = histogram.measured();
        if (expected.getTotalCount() == 0) {
            assertThat(measured).isNull();
        } else {
            Histogram found = measured.decoded();
            assertThat(found.getTotalCount()).isEqualTo(expected.getTotalCount());
            for (int percent : new int[] {10, 50, 90, 99, 100}) {
                assertThat(found.getValueAtPercentile(percent)).isEqualTo(expected.getValueAtPercentile(percent));
            }
        }
    }

    @Test
    void aSendersRowsAddUpToItsTotalsAndAnEarlyEndMakesAShortOne() {
        List<SenderFigures> rows = new ArrayList<>();
        long[] cpu = {5_000};
        SenderMeter meter = new SenderMeter(100, 5, 1, () -> cpu[0], rows::add);
        meter.sent(2, 200);
        meter.sent(1, 100);
        meter.late(2_000_000);
        cpu[0] = 12_000;
        meter.roll(100 + SECOND);
        meter.notSent(4);
        meter.finish(100 + SECOND + 1);
        meter.finish(100 + 2 * SECOND);
        assertThat(rows)
                .containsExactly(
                        new SenderFigures(
                                1,
                                100 + SECOND,
                                SECOND,
                                300,
                                3,
                                0,
                                new Percentiles(2_000, 2_000, 2_000, 2_000),
                                2,
                                7_000),
                        new SenderFigures(2, 101 + SECOND, 1, 0, 0, 4, Percentiles.NONE, 0, 0));
        assertThat(meter.rowCount()).isEqualTo(2);
        assertThat(meter.histogram()).as("the only row with a write is omitted").isNull();
    }

    @Test
    void aSenderThatRanItsTimeHasOneRowForEachSecondAndNoMore() {
        List<SenderFigures> rows = new ArrayList<>();
        SenderMeter meter = new SenderMeter(0, 3, 0, () -> SenderMeter.CPU_UNKNOWN, rows::add);
        meter.sent(1, 10);
        meter.finish(3 * SECOND);
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).packets()).isEqualTo(1);
        assertThat(rows).extracting(SenderFigures::cpuNanos).containsOnly(SenderMeter.CPU_UNKNOWN);
    }

    @Test
    void silenceCountsFromItsThresholdOn() {
        Silence silence = new Silence(SECOND, 0);
        assertThat(silence.changes(0, SECOND)).isFalse();
        assertThat(silence.changes(0, SECOND + 1)).isTrue();
        assertThat(silence.outageNanos(3 * SECOND)).isEqualTo(2 * SECOND);
        assertThat(silence.changes(4 * SECOND, 4 * SECOND)).isTrue();
        assertThat(silence.isSilent()).isFalse();
        assertThat(silence.outageNanos(9 * SECOND)).isEqualTo(3 * SECOND);
    }
}
