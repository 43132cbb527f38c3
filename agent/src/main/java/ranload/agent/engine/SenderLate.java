package ranload.agent.engine;

import java.util.Locale;

/** What a sender says when the tool, and not the path, was the limit. Pure. */
final class SenderLate {
    /** A hypervisor that takes no more than this is no explanation. */
    private static final double NOTABLE_STEAL_PERCENT = 2;

    private SenderLate() {}

    /**
     * The text of a warning.
     *
     * @param tooLate datagrams that were given up for being late
     * @param due datagrams that were due in all
     * @param hostStealPercent share of the processor time that the hypervisor took meanwhile; -1 unknown
     */
    static String message(long tooLate, long due, double hostStealPercent) {
        String what = "this machine could not keep the pace: " + tooLate + " of " + due
                + " datagrams were too late, or still due at the end, and were not sent; ";
        return hostStealPercent > NOTABLE_STEAL_PERCENT
                ? what
                        + String.format(
                                Locale.ROOT,
                                "its hypervisor took %.1f %% of its processor time meanwhile, or the rate is too high"
                                        + " for it",
                                hostStealPercent)
                : what + "it was busy, or the rate is too high for it";
    }
}
