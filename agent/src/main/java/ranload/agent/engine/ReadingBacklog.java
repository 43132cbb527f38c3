package ranload.agent.engine;

/**
 * Decides when the receiver of a byte stream is behind: every round of reads for a while has found more than it took. What
 * has waited for megabytes is cold in the processor's caches and takes several times as long to read, so an end that is
 * behind would stay behind; its sender is held back until nothing waits.
 *
 * <p>Not behind is an end that reads a path slower than itself. What one lost segment has kept waiting there comes as one
 * burst, at most what a receive buffer holds, and that is less than {@value #ROUNDS} rounds. Pure. Confined to its
 * owner's thread.
 */
final class ReadingBacklog {
    /** Rounds of 4 MiB: twice the greatest buffer that Linux gives a TCP receiver by default on a large host. */
    static final int ROUNDS = 16;

    private int rounds;
    private boolean behind;

    /** A round has left something to read; true when the sender is to be held back from now on. */
    boolean full() {
        rounds++;
        if (behind || rounds < ROUNDS) {
            return false;
        }
        behind = true;
        return true;
    }

    /** A round has read all there was; true when the sender need not be held back any more. */
    boolean drained() {
        rounds = 0;
        boolean was = behind;
        behind = false;
        return was;
    }
}
