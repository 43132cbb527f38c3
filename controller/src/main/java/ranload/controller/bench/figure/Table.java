package ranload.controller.bench.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Figures as text: a line for each test and measure, a column for each contestant. A cell holds median, [min-max] and, at
 * every contestant but our own, how many times that one's median our own is.
 */
public final class Table {
    private static final String NONE = "-";

    private Table() {}

    /**
     * The table, each line ended.
     *
     * @param own the contestant that the others are compared with; its column is the first
     */
    public static String of(List<Figure> figures, String own) {
        Set<String> contestants = new LinkedHashSet<>(List.of(own));
        Map<List<String>, Map<String, Figure>> lines = new LinkedHashMap<>();
        for (Figure figure : figures) {
            contestants.add(figure.contestant());
            lines.computeIfAbsent(List.of(figure.test(), figure.measure().label()), key -> new LinkedHashMap<>())
                    .put(figure.contestant(), figure);
        }
        List<List<String>> cells = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("test", "measure"));
        head.addAll(contestants);
        cells.add(head);
        lines.forEach((key, byContestant) -> cells.add(line(key, contestants, byContestant)));
        return aligned(cells);
    }

    private static List<String> line(List<String> key, Set<String> contestants, Map<String, Figure> figures) {
        List<String> line = new ArrayList<>(key);
        Figure own = figures.get(contestants.iterator().next());
        for (String contestant : contestants) {
            Figure figure = figures.get(contestant);
            line.add(figure == null ? NONE : cell(figure, figure.equals(own) ? null : own));
        }
        return line;
    }

    private static String cell(Figure figure, Figure own) {
        Spread spread = figure.spread();
        String text = figure.values().size() == 1
                ? number(spread.median())
                : number(spread.median()) + " [" + number(spread.min()) + "-" + number(spread.max()) + "]";
        if (own == null || spread.median() == 0) {
            return text;
        }
        return text + " x" + number(own.spread().median() / spread.median());
    }

    /** As many digits as mean something. */
    static String number(double value) {
        double size = Math.abs(value);
        int decimals = size == 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String aligned(List<List<String>> cells) {
        int columns = cells.get(0).size();
        int[] widths = new int[columns];
        for (List<String> line : cells) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : cells) {
            StringBuilder padded = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                padded.append(line.get(column))
                        .append(" ".repeat(widths[column] - line.get(column).length() + 2));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
