package ranload.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

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
    void aPercentileIsAtMostAnEighthAboveTheTrueOne(
            @ForAll @NotEmpty @Size(max = 500) List<@LongRange(max = 2_000_000_000) Long> values,
            @ForAll @IntRange(min = 1, max = 100) int percent) {
        LatenessHistogram histogram = new LatenessHistogram();
        values.forEach(histogram::record);
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        long exact = sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
        assertThat(histogram.percentile(percent)).isBetween(exact, exact + exact / 8 + 1);
        histogram.reset();
        assertThat(histogram.percentile(percent)).isZero();
    }

    @Test
    void aSendersRowsAddUpToItsTotalsAndAnEarlyEndMakesAShortOne() {
        List<SenderFigures> rows = new ArrayList<>();
        SenderMeter meter = new SenderMeter(100, 5, rows::add);
        meter.sent(3, 300);
        meter.late(2_000_000);
        meter.roll(100 + SECOND);
        meter.notSent(4);
        meter.finish(100 + SECOND + 1);
        meter.finish(100 + 2 * SECOND);
        assertThat(rows)
                .containsExactly(
                        new SenderFigures(1, 100 + SECOND, SECOND, 300, 3, 0, 2_047),
                        new SenderFigures(2, 101 + SECOND, 1, 0, 0, 4, 0));
        assertThat(meter.rowCount()).isEqualTo(2);
    }

    @Test
    void aSenderThatRanItsTimeHasOneRowForEachSecondAndNoMore() {
        List<SenderFigures> rows = new ArrayList<>();
        SenderMeter meter = new SenderMeter(0, 3, rows::add);
        meter.sent(1, 10);
        meter.finish(3 * SECOND);
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).packets()).isEqualTo(1);
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
