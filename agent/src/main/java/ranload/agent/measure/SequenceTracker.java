package ranload.agent.measure;

import java.util.Arrays;

/**
 * Tells new, reordered, repeated and missing sequence numbers apart with a bitmap of the last {@code window} numbers.
 * Allocates nothing after construction. Confined to its owner's thread.
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

    private final long[] seen;
    private final long mask;
    private long nextExpected;

    /**
     * A tracker that expects 0 first.
     *
     * @param window how many numbers back duplicates are known; a power of two, at least 64
     */
    SequenceTracker(int window) {
        if (window < Long.SIZE || Integer.bitCount(window) != 1) {
            throw new IllegalArgumentException("window: a power of two from 64 on, got " + window);
        }
        this.seen = new long[window / Long.SIZE];
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
            forget(sequence - nextExpected + 1);
            nextExpected = sequence + 1;
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

    /** Clears the places of the next {@code count} numbers, which those of a window ago hold. */
    private void forget(long count) {
        if (count > mask) {
            Arrays.fill(seen, 0);
            return;
        }
        for (long number = nextExpected; number < nextExpected + count; number++) {
            seen[word(number)] &= ~(1L << number);
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
