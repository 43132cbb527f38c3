package ranload.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import ranload.sample.CodedHistogram;

class MergedHistogramsTest {
    @Property(tries = 100)
    void givesThePercentilesOfAllStreamsTogether(
            @ForAll @Size(min = 1, max = 4)
                    List<@NotEmpty @Size(max = 40) List<@IntRange(max = 60_000_000) Integer>> streams) {
        MergedHistograms merged = new MergedHistograms();
        for (List<Integer> stream : streams) {
            Histogram histogram = new Histogram(2);
            histogram.setAutoResize(true);
            stream.forEach(histogram::recordValue);
            merged.add("u", "receiver", CodedHistogram.of(histogram).base64());
        }
        List<Integer> all = streams.stream().flatMap(List::stream).sorted().toList();
        long max = all.get(all.size() - 1);

        Spread spread = merged.spread("u", "receiver", max);

        assertAbout(spread.p50Micros(), all, 50);
        assertAbout(spread.p90Micros(), all, 90);
        assertAbout(spread.p99Micros(), all, 99);
        assertThat(spread.maxMicros()).isEqualTo(max);
    }

    private static void assertAbout(long found, List<Integer> sorted, int percent) {
        long exact = sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
        assertThat(found).isBetween(exact, exact + exact / 100);
    }

    @Test
    void keepsDirectionsAndEndsApartAndKnowsNothingOfOthers() {
        MergedHistograms merged = new MergedHistograms();
        Histogram histogram = new Histogram(2);
        histogram.recordValue(7);
        merged.add("u", "receiver", CodedHistogram.of(histogram).base64());
        merged.add("d", "receiver", null);

        assertThat(merged.spread("u", "receiver", 7L)).isEqualTo(new Spread(7L, 7L, 7L, 7L));
        assertThat(merged.spread("u", "sender", 9L)).isEqualTo(new Spread(null, null, null, 9L));
        assertThat(merged.spread("d", "receiver", null)).isEqualTo(new Spread(null, null, null, null));
    }

    @Test
    void passesOverTextThatIsNoHistogram() {
        MergedHistograms merged = new MergedHistograms();
        merged.add("u", "receiver", "no histogram");

        assertThat(merged.spread("u", "receiver", 9L)).isEqualTo(new Spread(null, null, null, 9L));
    }
}
