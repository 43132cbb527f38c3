package ranload.controller.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ranload.controller.bench.figure.Figure;
import ranload.controller.bench.figure.Measure;

/** Gathers what the runs of a bench came to, and tells who watches. Confined to one thread. */
final class Findings {
    private record Key(String test, Measure measure, String contestant) {}

    private final Map<Key, List<Double>> values = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, List<Double>> steals = new LinkedHashMap<>();
    private final PrintWriter progress;

    Findings(PrintWriter progress) {
        this.progress = progress;
    }

    /** One value of one run; none when it is not a number. */
    void add(String test, Measure measure, String contestant, double value) {
        if (!Double.isNaN(value)) {
            values.computeIfAbsent(new Key(test, measure, contestant), key -> new ArrayList<>())
                    .add(value);
        }
    }

    /** How much of the machine others took during a run of this test. */
    void addSteal(String test, double percent) {
        steals.computeIfAbsent(test, key -> new ArrayList<>()).add(percent);
    }

    /** What a reader of the table has to know. */
    void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
            say("note: " + text);
        }
    }

    /** Something to read while it goes on. */
    void say(String text) {
        progress.println(text);
        progress.flush();
    }

    List<Figure> figures() {
        return values.entrySet().stream()
                .map(entry -> new Figure(
                        entry.getKey().test(),
                        entry.getKey().measure(),
                        entry.getKey().contestant(),
                        entry.getValue()))
                .toList();
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Percent of each run, by test. */
    Map<String, List<Double>> steals() {
        return steals;
    }
}
