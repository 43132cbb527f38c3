package ranload.controller.bench.figure;

import java.util.List;

/**
 * What one contestant reached in one test, by one measure.
 *
 * @param test name of the test
 * @param contestant name of who ran
 * @param values one for each run, in their order
 */
public record Figure(String test, Measure measure, String contestant, List<Double> values) {
    public Figure {
        values = List.copyOf(values);
    }

    public Spread spread() {
        return Spread.of(values);
    }
}
