package ranload.agent.control;

/** How long to wait before the next try. */
final class Backoff {
    private static final long LONGEST_MILLIS = 10_000;

    private Backoff() {}

    /** 1, 2, 4, 8, then always 10 s. */
    static long millisAfter(int failures) {
        return failures > 4 ? LONGEST_MILLIS : Math.min(LONGEST_MILLIS, 500L << Math.max(1, failures));
    }
}
