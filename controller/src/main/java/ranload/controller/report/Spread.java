package ranload.controller.report;

import io.vertx.core.json.JsonObject;

/**
 * How a time was spread over a whole session, in microseconds. Each is null when it is not known.
 *
 * @param p50Micros half of the values are this or less, right to 1 %
 * @param p90Micros nine in ten
 * @param p99Micros ninety-nine in a hundred
 * @param maxMicros the greatest value
 */
public record Spread(Long p50Micros, Long p90Micros, Long p99Micros, Long maxMicros) {
    void putInto(JsonObject json, String name) {
        json.put(name + "_p50_us", p50Micros)
                .put(name + "_p90_us", p90Micros)
                .put(name + "_p99_us", p99Micros)
                .put(name + "_max_us", maxMicros);
    }
}
