package ranload.controller.bench.figure;

import java.util.List;

/**
 * What is said of several runs.
 *
 * @param median the middle one; of an even number the mean of the middle two
 * @param min the least
 * @param max the greatest
 */
public record Spread(double median, double min, double max) {
    /**
     * Of at least one value; a value that is not a number is left out.
     *
     * @throws IllegalArgumentException when nothing is left
     */
    public static Spread of(List<Double> values) {
        double[] sorted = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("values: at least one number, got " + values);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
