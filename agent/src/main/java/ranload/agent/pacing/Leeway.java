package ranload.agent.pacing;

import java.util.TreeMap;

/**
 * How much later than due the turns of all tasks of a pacer may be, so that one wake-up serves several: with a thousand
 * slow streams, waking up for each datagram costs more than sending it. A task that is alone has nothing to share and
 * is never kept waiting. Confined to its owner's thread.
 */
final class Leeway {
    private final TreeMap<Long, Integer> tasks = new TreeMap<>();
    private int count;
    private long leastNanos;

    /** There is a further task that may be so late. */
    void add(long nanos) {
        tasks.merge(nanos, 1, Integer::sum);
        count++;
        update();
    }

    /** One of the tasks that may be so late is gone. */
    void remove(long nanos) {
        tasks.computeIfPresent(nanos, (same, many) -> many == 1 ? null : many - 1);
        count--;
        update();
    }

    /** What every task allows, in nanoseconds, at least 0. */
    long nanos() {
        return leastNanos;
    }

    private void update() {
        leastNanos = count < 2 ? 0 : tasks.firstKey();
    }
}
