package ranload.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test turns by hand. Thread-safe. */
public final class ManualClock implements NanoClock {
    private final AtomicLong nowNanos;

    public ManualClock(long startNanos) {
        this.nowNanos = new AtomicLong(startNanos);
    }

    @Override
    public long nanoTime() {
        return nowNanos.get();
    }

    /** Moves the clock on; negative steps are refused because the real one never goes back. */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("step: a monotonic clock cannot go back, got " + step);
        }
        nowNanos.addAndGet(step.toNanos());
    }
}
