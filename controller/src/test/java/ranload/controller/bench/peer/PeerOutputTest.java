package ranload.controller.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import ranload.session.FailureException;

/** Every output here was recorded from a real run. */
class PeerOutputTest {
    private static final Load UDP = new Load(Load.Kind.FLOOD, 1400, 0, 2);
    private static final Load TCP = new Load(Load.Kind.TCP, 1400, 0, 1);

    @Test
    void readsTheReceiversFiguresOfIperf3() throws IOException {
        Outcome outcome = Iperf3Json.outcome(recorded("iperf3-3.12-udp-client.json"), UDP, 1, 2);

        assertThat(outcome.octets()).isEqualTo(103_888_400);
        assertThat(outcome.datagrams()).isEqualTo(74_206);
        assertThat(outcome.lostPercent()).isEqualTo(44_619 * 100.0 / (44_619 + 74_206));
        assertThat(outcome.gigabitsPerSecond()).isCloseTo(0.4155, within(1e-4));
        assertThat(outcome.cpuSecondsPerGigabit()).isCloseTo(3 / 0.8311, within(1e-3));
    }

    @Test
    void readsTcpOfIperf3() throws IOException {
        Outcome outcome = Iperf3Json.outcome(recorded("iperf3-3.12-tcp-client.json"), TCP, 1, 2);

        assertThat(outcome.octets()).isEqualTo(778_174_464);
        assertThat(outcome.lostPercent()).isNaN();
    }

    @Test
    void refusesWhatIperf3SaysWhenItFails() {
        String error = "{\"start\":{},\"intervals\":[],\"end\":{},\"error\":\"unable to connect to server\"}";

        assertThatThrownBy(() -> Iperf3Json.outcome(error, UDP, 0, 0)).isInstanceOf(FailureException.class);
        assertThatThrownBy(() -> Iperf3Json.outcome("", UDP, 0, 0)).isInstanceOf(FailureException.class);
    }

    @Test
    void readsTheServersLineOfIperf2() {
        String line = "19700101000000,10.99.7.1,58161,10.99.7.2,5001,1,0.0-1.0,6253800,50030650,0.004,3,4470,0.067,0\n";
        Outcome outcome = Iperf2Csv.outcome(line, UDP, 1, 2);

        assertThat(outcome.octets()).isEqualTo(6_253_800);
        assertThat(outcome.datagrams()).isEqualTo(4467);
        assertThat(outcome.lostPercent()).isEqualTo(3 * 100.0 / 4470);
        assertThat(outcome.gigabitsPerSecond()).isCloseTo(0.05003065, within(1e-9));
    }

    @Test
    void readsTcpOfIperf2() {
        String line = "19700101000000,10.99.7.1,53198,10.99.7.2,5001,1,0.0-1.0,1292894268,10321499637\n";

        assertThat(Iperf2Csv.outcome(line, TCP, 0, 0).gigabitsPerSecond()).isCloseTo(10.3215, within(1e-4));
    }

    @Test
    void refusesWhatIperf2SaysWhenItFails() {
        assertThatThrownBy(() -> Iperf2Csv.outcome("connect failed: Connection refused\n", UDP, 0, 0))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void readsTheReferencesReceiver() {
        String line = "{\"datagrams\":4001264,\"octets\":5601769600,\"sent\":4001364,\"lost\":100,\"reordered\":0,"
                + "\"malformed\":0,\"seconds\":1.992592,\"jitter_us\":0.085,\"cpu_seconds\":0.799851}\n";
        Outcome outcome = LimitJson.outcome(line, false, 1, 2);

        assertThat(outcome.datagrams()).isEqualTo(4_001_264);
        assertThat(outcome.lostPercent()).isEqualTo(100 * 100.0 / 4_001_364);
        assertThat(outcome.gigabitsPerSecond()).isCloseTo(22.49, within(0.01));
    }

    @Test
    void readsTheTap() {
        String line = "{\"arrivals\":17851,\"first_epoch_nanos\":1795362350158150954,\"seconds\":1.499148,"
                + "\"octets\":18750200,\"bits_per_second\":100057925.183,\"gap_error_us\":{\"p50\":101.079,"
                + "\"p99\":843.774,\"p999\":1757.773,\"max\":10922.254},\"back_to_back_percent\":77.914,"
                + "\"burst_datagrams\":{\"p50\":1,\"max\":1},\"tap_drops\":0}\n";
        Evenness seen = Evenness.parse(line);

        assertThat(seen.firstEpochNanos()).isEqualTo(1_795_362_350_158_150_954L);
        assertThat(seen.p50Micros()).isEqualTo(101.079);
        assertThat(seen.p999Micros()).isEqualTo(1757.773);
        assertThat(seen.rateErrorPercent(100_000_000)).isCloseTo(0.0579, within(1e-4));
        assertThat(seen.drops()).isZero();
    }

    @Test
    void sumsUpOurRowsByTheTimeThatTheyCover() {
        JsonArray rows = new JsonArray()
                .add(row(1.0, 1000, 10, 10, 0))
                .add(row(0.5, 500, 5, 10, 5))
                .add(new JsonObject().put("interval", 3)); // of the sender alone so far
        Outcome outcome = OwnRows.outcome(rows, false, 1, 1);

        assertThat(outcome.octets()).isEqualTo(1500);
        assertThat(outcome.seconds()).isEqualTo(1.5);
        assertThat(outcome.lostPercent()).isEqualTo(25);
        assertThat(outcome.datagramsPerSecond()).isEqualTo(10);
    }

    @Test
    void countsSessionsThatRanAtTheSameTimeAndFindsTheWorst() {
        Crowd crowd = new Crowd(3, 8000);
        crowd.add("complete", new JsonArray().add(row(1.0, 1000, 10, 10, 0).put("timestamp", "2026-11-22T10:00:01Z")));
        crowd.add("complete", new JsonArray().add(row(1.0, 900, 9, 10, 1).put("timestamp", "2026-11-22T10:00:01.5Z")));
        crowd.add(
                "failed", new JsonArray().add(row(1.0, 1000, 10, 10, 0).put("timestamp", "2026-11-22T10:00:02.500Z")));

        assertThat(crowd.atOnce()).isEqualTo(2);
        assertThat(crowd.completePercent()).isCloseTo(66.67, within(0.01));
        assertThat(crowd.worstErrorPercent()).isCloseTo(10, within(1e-9));
        assertThat(crowd.rateErrorPercent()).isCloseTo(3.33, within(0.01));
        assertThat(crowd.lostPercent()).isCloseTo(3.33, within(0.01));
    }

    private static JsonObject row(double seconds, long octets, long received, long expected, long lost) {
        return new JsonObject()
                .put("sample_duration", seconds)
                .put("total_bytes", octets)
                .put("packets_received", received)
                .put("packets_sent", expected)
                .put("errors", lost);
    }

    private static String recorded(String name) throws IOException {
        try (InputStream in = PeerOutputTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
