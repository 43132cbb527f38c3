package ranload.controller.api.form;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant. Pure. */
public final class Spelling {
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
                .min(Comparator.<String>comparingInt(name -> edits(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> edits(wanted, name) <= name.length() / 2);
    }

    /** Insertions, removals and replacements that make one of the other. */
    static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
