package ranload.sample;

/**
 * Losses that came together (RFC 3357 section 3 calls the length of such a run the loss length): a run is as many
 * consecutive sequence numbers as possible that have not arrived. A late arrival shortens, splits or ends a run.
 *
 * @param runs how many there are; the mean length is the number of losses divided by this
 * @param longest datagrams of the longest one; 0 when there is none
 */
public record LossRuns(long runs, long longest) {
    /** No loss. */
    public static final LossRuns NONE = new LossRuns(0, 0);
}
