package ranload.controller.bench.peer;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import ranload.session.Failure;

/**
 * How even a stream was, seen by a tap beside the receiver ({@code gaps.c}).
 *
 * @param arrivals packets, of one or more datagrams each
 * @param firstEpochNanos when the first one came, wall clock; 0 when none did
 * @param bitsPerSecond UDP payload over the time between first and last arrival, both ends of the stream trimmed
 * @param p50Micros of the difference between gap and ideal gap, without its sign; likewise the next ones
 * @param backToBackPercent gaps below a fifth of the ideal one
 * @param burstDatagrams median of datagrams per arrival
 * @param drops packets that the tap itself missed: with any, the rest is not to be trusted
 */
public record Evenness(
        long arrivals,
        long firstEpochNanos,
        double bitsPerSecond,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros,
        double backToBackPercent,
        double burstDatagrams,
        long drops) {
    /** Pure: reads the tap's line. */
    static Evenness parse(String json) {
        try {
            JsonObject seen = new JsonObject(json);
            JsonObject error = seen.getJsonObject("gap_error_us");
            return new Evenness(
                    seen.getLong("arrivals"),
                    seen.getLong("first_epoch_nanos"),
                    seen.getDouble("bits_per_second"),
                    error.getDouble("p50"),
                    error.getDouble("p99"),
                    error.getDouble("p999"),
                    error.getDouble("max"),
                    seen.getDouble("back_to_back_percent"),
                    seen.getJsonObject("burst_datagrams").getDouble("p50"),
                    seen.getLong("tap_drops"));
        } catch (DecodeException | NullPointerException | ClassCastException e) {
            throw Failure.of("bench_output_unknown", "the tap wrote no result: " + e.getMessage())
                    .asException();
        }
    }

    /** How far the rate was off what was asked for, percent, without its sign. */
    public double rateErrorPercent(long askedBitsPerSecond) {
        return Math.abs(bitsPerSecond / askedBitsPerSecond - 1) * 100;
    }
}
