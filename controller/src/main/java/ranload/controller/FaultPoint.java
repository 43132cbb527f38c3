package ranload.controller;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place at which a test may end the controller's process as a power cut would. Compiled in everywhere, it does
 * nothing unless the process was told of a point when it was started.
 */
@FunctionalInterface
public interface FaultPoint {
    /** What every process has that was told of no point. */
    FaultPoint NONE = point -> {};

    /** The process has come to this point; it may not come any further. */
    void hit(String point);

    /**
     * Ends the process at one point.
     *
     * @param wanted name of the point, or {@code NAME:N} for the Nth time that it is come to, from 1
     * @param halt ends the process at once
     */
    static FaultPoint ending(String wanted, Runnable halt) {
        String[] words = wanted.split(":", 2);
        int times = words.length > 1 ? Integer.parseInt(words[1]) : 1;
        AtomicInteger left = new AtomicInteger(times);
        return point -> {
            if (point.equals(words[0]) && left.decrementAndGet() == 0) {
                halt.run();
            }
        };
    }
}
