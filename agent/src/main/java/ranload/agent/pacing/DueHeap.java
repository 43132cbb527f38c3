package ranload.agent.pacing;

import java.util.Arrays;
import ranload.session.Pacing;

/**
 * Slots in the order of their due times: a 4-ary heap in which every slot knows its place, so that one can be brought
 * forward without a search. Allocates only when it grows. Confined to its owner's thread.
 */
final class DueHeap {
    private static final int CHILDREN = 4;
    private static final int FIRST_CAPACITY = 64;

    /** A task and when its turn is due. */
    static final class Slot {
        final PacedTask task;
        private final Pacing pacing;
        private long atNanos;
        private int place = -1;

        Slot(PacedTask task) {
            this.task = task;
            this.pacing = task.pacing();
        }

        Pacing pacing() {
            return pacing;
        }

        long atNanos() {
            return atNanos;
        }
    }

    private Slot[] slots = new Slot[FIRST_CAPACITY];
    private int size;

    /** The slot that is due first, null when there is none. */
    Slot first() {
        return slots[0];
    }

    int size() {
        return size;
    }

    /** Puts a slot at its due time, whether it was in the heap or not. */
    void put(Slot slot, long atNanos) {
        slot.atNanos = atNanos;
        if (slot.place < 0) {
            if (size == slots.length) {
                slots = Arrays.copyOf(slots, size * 2);
            }
            slot.place = size;
            slots[size++] = slot;
        }
        rise(slot);
        sink(slot);
    }

    /** Takes a slot out; one that is not in is left alone. */
    void remove(Slot slot) {
        if (slot.place < 0) {
            return;
        }
        Slot last = slots[--size];
        slots[size] = null;
        int place = slot.place;
        slot.place = -1;
        if (last != slot) {
            last.place = place;
            slots[place] = last;
            rise(last);
            sink(last);
        }
    }

    private void rise(Slot slot) {
        int place = slot.place;
        while (place > 0) {
            Slot parent = slots[(place - 1) / CHILDREN];
            if (parent.atNanos - slot.atNanos <= 0) {
                break;
            }
            set(place, parent);
            place = (place - 1) / CHILDREN;
            set(place, slot);
        }
    }

    private void sink(Slot slot) {
        while (true) {
            int place = slot.place;
            int earliest = place;
            int end = Math.min(size, place * CHILDREN + CHILDREN + 1);
            for (int child = place * CHILDREN + 1; child < end; child++) {
                if (slots[child].atNanos - slots[earliest].atNanos < 0) {
                    earliest = child;
                }
            }
            if (earliest == place) {
                return;
            }
            set(place, slots[earliest]);
            set(earliest, slot);
        }
    }

    private void set(int place, Slot slot) {
        slots[place] = slot;
        slot.place = place;
    }
}
