package ranload.controller.api.form;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ranload.controller.config.Nearest;

/** Finds the name that somebody meant. Pure. */
final class Spelling {
    /** Longer names are not compared: no name of ours is near them, and the work grows with the square. */
    private static final int MAX_COMPARED_LENGTH = 64;

    private Spelling() {}

    /** The one known name that begins so, or the one that takes the fewest edits if that is at most half its length. */
    static Optional<String> nearest(String given, Collection<String> known) {
        if (given.length() > MAX_COMPARED_LENGTH) {
            return Optional.empty();
        }
        String wanted = given.toLowerCase(Locale.ROOT).replace('-', '_');
        List<String> begun =
                known.stream().filter(name -> name.startsWith(wanted)).toList();
        if (begun.size() == 1 && wanted.length() >= 2) {
            return Optional.of(begun.get(0));
        }
        return known.stream()
                .min(Comparator.<String>comparingInt(name -> Nearest.distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> Nearest.distance(wanted, name) <= name.length() / 2);
    }
}
