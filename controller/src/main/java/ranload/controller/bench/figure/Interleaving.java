package ranload.controller.bench.figure;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Who runs when: A B A B. A machine's speed drifts within minutes; contestants that take turns drift together, so their
 * ratio holds where their figures do not.
 */
public final class Interleaving {
    private Interleaving() {}

    /**
     * Everybody once, then everybody again.
     *
     * @param rounds at least 1
     */
    public static <T> List<T> order(List<T> contestants, int rounds) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds: at least 1, got " + rounds);
        }
        return IntStream.range(0, rounds)
                .boxed()
                .flatMap(round -> contestants.stream())
                .toList();
    }
}
