package ranload.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import ranload.agent.measure.SequenceTracker.Verdict;

class SequenceTrackerTest {
    private static final int WINDOW = 64;

    @Property
    void saysOfEveryNumberWhatAModelThatRemembersAllSays(
            @ForAll @LongRange(max = 1L << 62) long base,
            @ForAll @Size(max = 400) List<@IntRange(min = -100, max = 100) Integer> steps) {
        Set<Long> settled = new HashSet<>();
        long[] settledLength = new long[1];
        SequenceTracker tracker = new SequenceTracker(WINDOW, (first, length) -> {
            settled.add(first);
            settledLength[0] += length;
        });
        Set<Long> seen = new HashSet<>();
        long next = 0;
        long sequence = base;
        for (int step : steps) {
            sequence = Math.max(0, sequence + step);
            Verdict expected;
            if (sequence >= next) {
                expected = Verdict.AHEAD;
            } else if (next - sequence > WINDOW) {
                expected = Verdict.TOO_OLD;
            } else {
                expected = seen.contains(sequence) ? Verdict.DUPLICATE : Verdict.LATE;
            }
            assertThat(tracker.received(sequence)).isEqualTo(expected);
            if (expected != Verdict.TOO_OLD) {
                seen.add(sequence);
            }
            next = Math.max(next, sequence + 1);
            assertThat(tracker.nextExpected()).isEqualTo(next);
        }
        assertThat(settled).allMatch(first -> !seen.contains(first));
        assertThat(settledLength[0]).isLessThanOrEqualTo(Math.max(0, next - WINDOW));
    }
}
