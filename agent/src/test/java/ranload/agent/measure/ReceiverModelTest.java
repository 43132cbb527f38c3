package ranload.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import ranload.sample.LossRuns;
import ranload.sample.Percentiles;

/** Loss runs, reordering extent and delay variation against a model that remembers every arrival and looks back. */
class ReceiverModelTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long START = 5 * SECOND;

    /** The meter under test and, beside it, all that ever happened. */
    private static final class Model {
        private final ReceiverMeter meter;
        private final Map<Integer, ReceiverFigures> told = new LinkedHashMap<>();
        private final Set<Long> seen = new HashSet<>();
        private final List<Long> arrivals = new ArrayList<>();
        private final Map<Integer, Long> extents = new HashMap<>();
        private final Map<Integer, List<Long>> variations = new HashMap<>();

        /** First sequence number of each row, by row. */
        private final Map<Integer, Long> begins = new LinkedHashMap<>();

        private final int lastRow;
        private long next;
        private long leastTransit = Long.MAX_VALUE;

        Model(int seconds) {
            meter = new ReceiverMeter(START, seconds, 0, () -> -1, 0, 0);
            lastRow = seconds;
        }

        void arrive(long sequence, long sentNanos, long nowNanos) {
            if (meter.hasRows(nowNanos)) {
                collect(meter.collect(nowNanos, 0, 0));
            }
            int row = (int) Math.min((nowNanos - START) / SECOND + 1, lastRow);
            for (int begun = 1; begun <= row; begun++) {
                begins.putIfAbsent(begun, next);
            }
            meter.datagram(sequence, sentNanos, 100, nowNanos);
            boolean tooOld = next - sequence > ReceiverMeter.WINDOW;
            if (tooOld || !seen.add(sequence)) {
                return;
            }
            for (int earlier = 0; earlier < arrivals.size(); earlier++) {
                if (arrivals.get(earlier) > sequence) {
                    extents.merge(row, (long) arrivals.size() - earlier, Math::max);
                    break;
                }
            }
            arrivals.add(sequence);
            next = Math.max(next, sequence + 1);
            leastTransit = Math.min(leastTransit, nowNanos - sentNanos);
            variations
                    .computeIfAbsent(row, none -> new ArrayList<>())
                    .add((nowNanos - sentNanos - leastTransit) / 1_000);
        }

        void collect(List<ReceiverFigures> figures) {
            figures.forEach(row -> told.put(row.interval(), row));
        }

        LossRuns runs(int row, long end) {
            long to = begins.containsKey(row + 1) ? begins.get(row + 1) : end;
            long runs = 0;
            long longest = 0;
            long run = 0;
            for (long number = begins.getOrDefault(row, to); number < to; number++) {
                run = seen.contains(number) ? 0 : run + 1;
                runs += run == 1 ? 1 : 0;
                longest = Math.max(longest, run);
            }
            return new LossRuns(runs, longest);
        }

        void compare(long end) {
            for (int row = 1; row <= lastRow; row++) {
                ReceiverFigures figures = told.get(row);
                assertThat(figures.lossRuns()).as("runs of row %d", row).isEqualTo(runs(row, end));
                assertThat(figures.reorderExtentMax())
                        .as("extent of row %d", row)
                        .isEqualTo(extents.getOrDefault(row, 0L));
                compare(figures.delayVariation(), variations.getOrDefault(row, List.of(0L)));
            }
        }

        private static void compare(Percentiles found, List<Long> micros) {
            List<Long> sorted = micros.stream().sorted().toList();
            assertThat(found.maxMicros()).isEqualTo(sorted.get(sorted.size() - 1));
            assertAbout(found.p50Micros(), sorted, 50);
            assertAbout(found.p90Micros(), sorted, 90);
            assertAbout(found.p99Micros(), sorted, 99);
        }

        private static void assertAbout(long found, List<Long> sorted, int percent) {
            long exact = sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
            assertThat(found).isBetween(exact, exact + exact / 100);
        }
    }

    @Property(tries = 300)
    void agreesWithTheModelWhateverIsLostLateOrRepeated(
            @ForAll @LongRange(max = Long.MAX_VALUE) long seed,
            @ForAll @IntRange(max = 40) int trouble,
            @ForAll @IntRange(min = 1, max = 90) int depth,
            @ForAll @IntRange(max = 5) int tail) {
        Random random = new Random(seed);
        Model model = new Model(3);
        long now = START;
        long sequence = 0;
        model.arrive(0, 0, now);
        while (now < START + 3 * SECOND - 30 * MILLI) {
            now += random.nextInt(20) * MILLI;
            boolean troubled = random.nextInt(100) < trouble;
            sequence = Math.max(0, troubled ? sequence + random.nextInt(2 * depth + 1) - depth : sequence + 1);
            // Never suggests an earlier start than the first one did: seconds stay where they are.
            long sent = now - START - random.nextInt(1 + (int) Math.min(80 * MILLI, now - START));
            model.arrive(sequence, sent, now);
        }
        model.meter.end(model.next + tail);
        model.collect(model.meter.finish(START + 3 * SECOND, 0, 0));
        model.compare(model.next + tail);
        long lost =
                model.told.values().stream().mapToLong(ReceiverFigures::lost).sum();
        assertThat(lost).isEqualTo(model.next + tail - model.seen.size());
    }

    @Property(tries = 20)
    void agreesWithTheModelWhenRunsLeaveTheWindowOrAreLongerThanIt(@ForAll @LongRange(max = Long.MAX_VALUE) long seed) {
        Random random = new Random(seed);
        Model model = new Model(2);
        long now = START;
        long sequence = 0;
        model.arrive(0, 0, now);
        for (int i = 0; i < 400; i++) {
            now += 4 * MILLI;
            int kind = random.nextInt(10);
            if (kind == 0) {
                sequence += random.nextInt(2 * ReceiverMeter.WINDOW);
            } else if (kind < 4) {
                sequence = Math.max(0, sequence - random.nextInt(3 * ReceiverMeter.WINDOW / 2));
            } else {
                sequence += 1 + random.nextInt(3);
            }
            model.arrive(sequence, now - START, now);
        }
        model.collect(model.meter.finish(START + 2 * SECOND, 0, 0));
        model.compare(model.next);
    }
}
