package ranload.controller.bench.peer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import ranload.session.Failure;

/** Sums up the rows of a session. Pure. */
public final class OwnRows {
    private static final double PERCENT = 100;

    private OwnRows() {}

    /**
     * What the receiving end counted.
     *
     * @throws ranload.session.FailureException {@code bench_output_unknown} when there are no rows
     */
    public static Outcome outcome(JsonArray rows, boolean tcp, double senderCpuSeconds, double receiverCpuSeconds) {
        double octets = 0;
        double datagrams = 0;
        double expected = 0;
        double lost = 0;
        double seconds = 0;
        for (Object element : rows) {
            JsonObject row = (JsonObject) element;
            if (row.getDouble("sample_duration") != null) {
                octets += row.getDouble("total_bytes", 0.0);
                datagrams += row.getDouble("packets_received", 0.0);
                expected += row.getDouble("packets_sent", 0.0);
                lost += row.getDouble("errors", 0.0);
                seconds += row.getDouble("sample_duration");
            }
        }
        if (seconds == 0) {
            throw Failure.of("bench_output_unknown", "the session left no rows").asException();
        }
        double lostPercent = tcp ? Double.NaN : expected == 0 ? 0 : lost * PERCENT / expected;
        return new Outcome(octets, datagrams, lostPercent, seconds, senderCpuSeconds, receiverCpuSeconds);
    }
}
