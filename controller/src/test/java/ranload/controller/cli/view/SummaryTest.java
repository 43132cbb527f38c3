package ranload.controller.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void tellsTheOutcomeTheFiguresOfEachDirectionAndTheWarnings() {
        JsonObject details = details("complete_with_outage", "udp")
                .put(
                        "summary",
                        new JsonObject().put("u", figures()).put("d", figures().put("not_sent", 7)))
                .put(
                        "warnings",
                        new JsonArray()
                                .add(new JsonObject().put("agent", "near").put("message", "the flow left by eth0")));

        assertThat(Summary.lines(details, new Style(false)))
                .containsExactly(
                        "session 1795348800123 complete with outage",
                        "  u  received 49.500 Mbit/s  lost 45 of 4500 (1.000 %)  jitter 0.013 ms  reordered 2  duplicates 1",
                        "  d  received 49.500 Mbit/s  lost 45 of 4500 (1.000 %)  jitter 0.013 ms  reordered 2  duplicates 1"
                                + "  not sent 7 datagrams",
                        "  note, near: the flow left by eth0");
    }

    @Test
    void tellsRetransmitsInsteadOfLossForTcp() {
        JsonObject details = details("complete", "tcp").put("summary", new JsonObject().put("d", figures()));

        assertThat(Summary.lines(details, new Style(false)))
                .last()
                .isEqualTo("  d  received 49.500 Mbit/s  retransmits 5  rtt 3.25 ms");
    }

    @Test
    void tellsWhyASessionFailed() {
        JsonObject details = details("failed", "udp")
                .put("cause", new JsonObject().put("code", "auth_failed").put("message", "the server refused the key"));

        assertThat(Summary.lines(details, new Style(false)))
                .containsExactly("session 1795348800123 failed: the server refused the key");
    }

    private static JsonObject details(String state, String protocol) {
        return new JsonObject()
                .put("session_id", 1_795_348_800_123L)
                .put("state", state)
                .put("protocol", protocol);
    }

    private static JsonObject figures() {
        return new JsonObject()
                .put("throughput_mean", 49_500_000)
                .put("errors", 45)
                .put("packets_sent", 4500)
                .put("packet_error_rate", 1.0)
                .put("jitter_mean", 0.0125)
                .put("packets_out_of_order", 2)
                .put("duplicates", 1)
                .put("retransmits", 5)
                .put("rtt_ms_mean", 3.25);
    }
}
