package ranload.controller.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lets so many of each kind pass in a period; remembers the {@value #KINDS} kinds seen last. Thread-safe. */
final class KindLimit {
    private static final int KINDS = 256;

    private final int most;
    private final long periodNanos;

    /** Guarded by this. */
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > KINDS;
        }
    };

    private record Count(long sinceNanos, int asked) {}

    /**
     * Whether one passes.
     *
     * @param leftOut how many of its kind did not in the period before, told once
     */
    record Answer(boolean passes, int leftOut) {}

    KindLimit(int most, Duration period) {
        this.most = most;
        this.periodNanos = period.toNanos();
    }

    synchronized Answer ask(String kind, long nowNanos) {
        Count before = counts.get(kind);
        if (before == null || nowNanos - before.sinceNanos() >= periodNanos) {
            counts.put(kind, new Count(nowNanos, 1));
            return new Answer(true, before == null ? 0 : Math.max(0, before.asked() - most));
        }
        counts.put(kind, new Count(before.sinceNanos(), before.asked() + 1));
        return new Answer(before.asked() < most, 0);
    }
}
