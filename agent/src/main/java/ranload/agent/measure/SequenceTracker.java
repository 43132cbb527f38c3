package ranload.agent.measure;

import java.util.Arrays;
import ranload.sample.LossRuns;

/**
 * Tells new, reordered, repeated and missing sequence numbers apart with a bitmap of the last {@code window} numbers.
 * What is still missing when it leaves the window stays so, and is told in runs.
 * Allocates nothing once it has grown to its window. Confined to its owner's thread.
 */
final class SequenceTracker {
    /** What a sequence number turned out to be. */
    enum Verdict {
        /** The next expected or above it: those in between are missing for now. */
        AHEAD,
        /** Below the next expected (RFC 4737 section 3: reordered), and not seen before. */
        LATE,
        /** Seen before. */
        DUPLICATE,
        /** So far below the next expected that nobody can tell whether it was seen. */
        TOO_OLD
    }

    /** Takes a run of missing numbers that has left the window: nothing can take it back any more. */
    interface Settled {
        void run(long first, long length);
    }

    private static final int FIRST_WINDOW = 1 << 12;

    private final Settled settled;
    private final long mask;

    /** Grows with the first numbers up to the window: most streams are short or slow, and there may be many. */
    private long[] seen;

    private long nextExpected;

    /** How many numbers are missing right below the window: a run whose end is not known yet. */
    private long missingBelow;

    /**
     * A tracker that expects 0 first.
     *
     * @param settled hears of runs as they leave the window
     * @param window how many numbers back duplicates are known; a power of two, at least 64
     */
    SequenceTracker(int window, Settled settled) {
        if (window < Long.SIZE || Integer.bitCount(window) != 1) {
            throw new IllegalArgumentException("window: a power of two from 64 on, got " + window);
        }
        this.settled = settled;
        this.seen = new long[Math.min(window, FIRST_WINDOW) / Long.SIZE];
        this.mask = window - 1L;
    }

    /** One above the highest number seen. */
    long nextExpected() {
        return nextExpected;
    }

    /**
     * Takes one number.
     *
     * @param sequence from 0
     */
    Verdict received(long sequence) {
        if (sequence >= nextExpected) {
            advance(sequence + 1);
            set(sequence);
            return Verdict.AHEAD;
        }
        if (nextExpected - sequence > mask + 1) {
            return Verdict.TOO_OLD;
        }
        if (isSet(sequence)) {
            return Verdict.DUPLICATE;
        }
        set(sequence);
        return Verdict.LATE;
    }

    /**
     * The runs of missing numbers in a range, without those that were told as settled. Between numbers that were seen,
     * or that are the first or the next expected.
     */
    LossRuns missing(long from, long to) {
        long begin = windowStart();
        long runs = 0;
        long longest = 0;
        long run = begin - missingBelow >= from && begin <= to ? missingBelow : 0;
        for (long number = Math.max(from, begin); number <= to; number++) {
            if (number < to && !isSet(number)) {
                run++;
            } else if (run > 0) {
                runs++;
                longest = Math.max(longest, run);
                run = 0;
            }
        }
        return new LossRuns(runs, longest);
    }

    /** The lowest number of which is known whether it was seen. */
    long windowStart() {
        return Math.max(0, nextExpected - (mask + 1));
    }

    /** Moves the window up; the places of the numbers that enter it hold those of a window ago, which leave it. */
    private void advance(long next) {
        long window = mask + 1;
        if (seen.length * (long) Long.SIZE < Math.min(next, window)) {
            grow(Math.min(next, window));
        }
        long inWindow = Math.min(next, nextExpected + window);
        for (long number = nextExpected; number < inWindow; number++) {
            if (number >= window) {
                leave(number - window, isSet(number));
            }
            seen[word(number)] &= ~(1L << number);
        }
        // Numbers that enter and leave at once were never seen.
        missingBelow += next - inWindow;
        nextExpected = next;
    }

    /** So far no number has come round to the place of another, so they stay where they are. */
    private void grow(long numbers) {
        int words = seen.length;
        while (words * (long) Long.SIZE < numbers) {
            words *= 2;
        }
        seen = Arrays.copyOf(seen, words);
    }

    private void leave(long number, boolean wasSeen) {
        if (!wasSeen) {
            missingBelow++;
        } else if (missingBelow > 0) {
            settled.run(number - missingBelow, missingBelow);
            missingBelow = 0;
        }
    }

    private boolean isSet(long number) {
        return (seen[word(number)] & 1L << number) != 0;
    }

    private void set(long number) {
        seen[word(number)] |= 1L << number;
    }

    private int word(long number) {
        return (int) ((number & mask) / Long.SIZE);
    }
}
