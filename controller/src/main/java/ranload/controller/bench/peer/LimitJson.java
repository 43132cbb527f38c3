package ranload.controller.bench.peer;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import ranload.session.Failure;

/** Reads what the receiver of {@code reference.c} writes. Pure. */
final class LimitJson {
    private static final double PERCENT = 100;

    private LimitJson() {}

    /**
     * The receiver's figures.
     *
     * @throws ranload.session.FailureException {@code bench_output_unknown} when there are none
     */
    static Outcome outcome(String json, boolean tcp, double senderCpuSeconds, double receiverCpuSeconds) {
        try {
            JsonObject received = new JsonObject(json);
            double octets = received.getDouble("octets");
            double seconds = received.getDouble("seconds");
            if (tcp) {
                return new Outcome(octets, 0, Double.NaN, seconds, senderCpuSeconds, receiverCpuSeconds);
            }
            double sent = received.getDouble("sent");
            double lostPercent = sent == 0 ? 0 : received.getDouble("lost") * PERCENT / sent;
            return new Outcome(
                    octets,
                    received.getDouble("datagrams"),
                    lostPercent,
                    seconds,
                    senderCpuSeconds,
                    receiverCpuSeconds);
        } catch (DecodeException | NullPointerException | ClassCastException e) {
            throw Failure.of("bench_output_unknown", "the reference wrote no result: " + e.getMessage())
                    .asException();
        }
    }
}
