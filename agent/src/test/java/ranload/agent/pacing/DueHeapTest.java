package ranload.agent.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DueHeapTest {
    private static final PacedTask TASK = new PacedTask() {
        @Override
        public long turn(long nowNanos) {
            return DONE;
        }

        @Override
        public void broke(RuntimeException cause) {
            throw cause;
        }
    };

    @Test
    void isEmptyAtFirst() {
        assertThat(new DueHeap().first()).isNull();
    }

    @Test
    void ordersTimesOnBothSidesOfTheClocksOverflow() {
        DueHeap heap = new DueHeap();
        DueHeap.Slot after = new DueHeap.Slot(TASK);
        DueHeap.Slot before = new DueHeap.Slot(TASK);
        heap.put(after, Long.MIN_VALUE + 5);
        heap.put(before, Long.MAX_VALUE - 5);
        assertThat(heap.first()).isSameAs(before);
    }

    @Property(tries = 100)
    void theFirstIsAlwaysTheOneThatASortWouldGive(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DueHeap heap = new DueHeap();
        List<DueHeap.Slot> model = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            int what = random.nextInt(4);
            if (what < 2 || model.isEmpty()) {
                DueHeap.Slot slot = new DueHeap.Slot(TASK);
                heap.put(slot, random.nextLong(1_000_000));
                model.add(slot);
            } else if (what == 2) {
                heap.put(model.get(random.nextInt(model.size())), random.nextLong(1_000_000));
            } else {
                DueHeap.Slot slot = model.remove(random.nextInt(model.size()));
                heap.remove(slot);
                heap.remove(slot);
            }
            assertThat(heap.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                long earliest = model.stream()
                        .min(Comparator.comparingLong(DueHeap.Slot::atNanos))
                        .orElseThrow()
                        .atNanos();
                assertThat(heap.first().atNanos()).isEqualTo(earliest);
            }
        }
    }
}
