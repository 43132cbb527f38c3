package ranload.agent.engine;

import io.netty.util.concurrent.Future;
import ranload.time.NanoClock;

/**
 * Runs one action on an event loop at the time that was asked for last, and after that only when asked again. One timer
 * at most is pending, however often the time is changed; putting the time off costs nothing. Confined to its event loop.
 */
final class LoopAlarm {
    private final EngineLoop loop;
    private final NanoClock clock;
    private final Runnable action;
    private long dueNanos;
    private boolean armed;
    private boolean queued;
    private Future<?> timer;
    private long timerNanos;

    LoopAlarm(EngineLoop loop, NanoClock clock, Runnable action) {
        this.loop = loop;
        this.clock = clock;
        this.action = action;
    }

    /** The action is to run at this time instead of when it was to run before; at once when the time has come. */
    void at(long nanos) {
        dueNanos = nanos;
        armed = true;
        long delayNanos = nanos - clock.nanoTime();
        if (delayNanos <= 0) {
            queue();
        } else if (timer == null || timerNanos - nanos > 0) {
            startTimer(nanos, delayNanos);
        }
    }

    /** As {@link #at} for a time from now on. */
    void in(long delayNanos) {
        at(clock.nanoTime() + delayNanos);
    }

    /** True while the action is to run. */
    boolean isArmed() {
        return armed;
    }

    /** The action is not to run until asked again. */
    void off() {
        armed = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void queue() {
        if (!queued) {
            queued = true;
            loop.loop().execute(() -> {
                queued = false;
                ring();
            });
        }
    }

    private void startTimer(long nanos, long delayNanos) {
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = nanos;
        timer = loop.timer(delayNanos, () -> {
            timer = null;
            ring();
        });
    }

    private void ring() {
        if (!armed) {
            return;
        }
        if (dueNanos - clock.nanoTime() > 0) {
            at(dueNanos);
        } else {
            armed = false;
            action.run();
        }
    }
}
