package ranload.agent.measure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ranload.sample.Outage;

/**
 * The outages of one session at one end: an outage lasts while any of its parts (a half of a stream, the grant) is
 * silent. Pure: times are arguments. Confined to its owner's thread.
 */
public final class OutageLog {
    /** Later ones than these are not kept one by one. */
    static final int MAX_KEPT = 100;

    private final Set<Object> silent = new HashSet<>();
    private final List<Outage> past = new ArrayList<>();
    private Instant startedAt;
    private long sinceNanos;
    private long untilNanos;

    /**
     * A part has fallen silent.
     *
     * @param part who, told apart by identity
     * @param atNanos since when
     * @param now the wall clock's time at {@code nowNanos}
     * @return false when that was known
     */
    public boolean begins(Object part, long atNanos, long nowNanos, Instant now) {
        boolean first = silent.isEmpty();
        if (!silent.add(part)) {
            return false;
        }
        if (first && !past.isEmpty() && atNanos - untilNanos <= 0) {
            past.remove(past.size() - 1); // it has not been over: another part was silent already
        } else if (first || atNanos - sinceNanos < 0) {
            sinceNanos = atNanos;
            startedAt = now.minusNanos(nowNanos - atNanos);
        }
        if (first) {
            untilNanos = sinceNanos;
        }
        return true;
    }

    /**
     * A part has been heard again, or has ended.
     *
     * @param atNanos when
     * @return false when it was not silent
     */
    public boolean ends(Object part, long atNanos) {
        if (!silent.remove(part)) {
            return false;
        }
        untilNanos = atNanos - untilNanos > 0 ? atNanos : untilNanos;
        if (silent.isEmpty() && past.size() < MAX_KEPT) {
            past.add(new Outage(startedAt, untilNanos - sinceNanos));
        }
        return true;
    }

    /** True while a part is silent. */
    public boolean isOn() {
        return !silent.isEmpty();
    }

    /** All of them, oldest first; the last one may still go on, and is as long as it is by now. */
    public List<Outage> until(long nowNanos) {
        if (silent.isEmpty() || past.size() == MAX_KEPT) {
            return List.copyOf(past);
        }
        List<Outage> all = new ArrayList<>(past);
        all.add(new Outage(startedAt, nowNanos - sinceNanos));
        return all;
    }
}
