package ranload.controller.bench.peer;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import ranload.session.Failure;

/** Reads what the client of iperf3 writes with {@code -J}. Pure. */
final class Iperf3Json {
    private static final double PERCENT = 100;

    private Iperf3Json() {}

    /**
     * The receiver's figures, which the server sends to the client. Those sent but never read before the server's end are
     * neither received nor lost by its count.
     *
     * @throws ranload.session.FailureException {@code bench_output_unknown} when there are none
     */
    static Outcome outcome(String json, Load load, double senderCpuSeconds, double receiverCpuSeconds) {
        try {
            JsonObject end = new JsonObject(json).getJsonObject("end");
            JsonObject received = end.getJsonObject("sum_received");
            double octets = received.getDouble("bytes");
            double seconds = received.getDouble("seconds");
            if (load.isTcp()) {
                return new Outcome(octets, 0, Double.NaN, seconds, senderCpuSeconds, receiverCpuSeconds);
            }
            double datagrams = octets / load.datagramOctets();
            double lost = Math.max(0, end.getJsonObject("sum").getDouble("lost_packets"));
            double lostPercent = lost == 0 ? 0 : lost * PERCENT / (lost + datagrams);
            return new Outcome(octets, datagrams, lostPercent, seconds, senderCpuSeconds, receiverCpuSeconds);
        } catch (DecodeException | NullPointerException | ClassCastException e) {
            throw Failure.of("bench_output_unknown", "iperf3 wrote no result that could be read: " + e.getMessage())
                    .asException();
        }
    }
}
