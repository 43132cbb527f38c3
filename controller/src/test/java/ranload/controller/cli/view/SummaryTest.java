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
                        "outages",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("agent", "near")
                                        .put("started_at", "2026-11-22T12:00:01.500Z")
                                        .put("duration_ms", 12_040.0)))
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
                        "  outage of 12.0 s from 2026-11-22T12:00:01.500Z, as the near agent saw it",
                        "  note, near: the flow left by eth0");
    }

    @Test
    void tellsHowEvenlyItWasSentAndHowLossAndDelayLay() {
        JsonObject figures = figures()
                .put("delay_variation_p50_us", 310)
                .put("delay_variation_p99_us", 2_400)
                .put("delay_variation_max_us", 5_321)
                .put("loss_runs", 12)
                .put("loss_run_mean", 3.75)
                .put("loss_run_max", 9)
                .put("reorder_extent_max", 7)
                .put("burst_datagrams", 8)
                .put("lateness_p50_us", 3)
                .put("lateness_p99_us", 85)
                .put("lateness_max_us", null)
                .put("sender_cpu_ms", 1_234.5)
                .put("host_steal_percent_mean", 2.6);
        JsonObject details = details("complete", "udp").put("summary", new JsonObject().put("u", figures));

        assertThat(Summary.lines(details, new Style(false)))
                .endsWith(
                        "     delay variation p50 0.310, p99 2.400, max 5.321 ms; losses in 12 runs, mean 3.8, longest 9;"
                                + " reordered by up to 7",
                        "     sent at most 8 at once; late by p50 0.003, p99 0.085, max ? ms; sender's processor time 1.23 s;"
                                + " a hypervisor took 2.6 % of the processors");
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

    @Test
    void writesNothingOfAFarEndsWordsThatATerminalWouldObey() {
        JsonObject details = details("failed", "udp")
                .put("cause", new JsonObject().put("message", "ssh: \u001b[2J\u009b31mgone\n"))
                .put(
                        "warnings",
                        new JsonArray()
                                .add(new JsonObject().put("agent", "far").put("message", "\u001b]0;x\u0007 \u00fc")));

        assertThat(Summary.lines(details, new Style(false)))
                .containsExactly("session 1795348800123 failed: ssh: ?[2J?31mgone?", "  note, far: ?]0;x? \u00fc");
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
