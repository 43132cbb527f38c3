package ranload.controller.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import ranload.session.Transport;

class LiveTableTest {
    private static final Style PLAIN = new Style(false);

    @Test
    void alignsAUdpRowUnderItsHeader() {
        LiveTable table = new LiveTable(Transport.UDP, PLAIN);

        assertThat(table.header())
                .isEqualTo("    s dir  sent Mbit/s  rcvd Mbit/s      lost   loss %  jitter ms reordered");
        assertThat(table.line(udpRow()))
                .isEqualTo("    7 u         50.000       49.500        45    1.000      0.013         2");
    }

    @Test
    void alignsATcpRowUnderItsHeader() {
        LiveTable table = new LiveTable(Transport.TCP, PLAIN);

        assertThat(table.header()).isEqualTo("    s dir  sent Mbit/s  rcvd Mbit/s  retransmits    rtt ms   cwnd KiB");
        assertThat(table.line(
                        udpRow().put("retransmits", 3).put("rtt_ms", 12.345).put("cwnd_bytes", 65536)))
                .isEqualTo("    7 u         50.000       49.500            3     12.35         64");
    }

    @Test
    void showsADashForWhatAnEndHasNotReported() {
        LiveTable table = new LiveTable(Transport.UDP, PLAIN);

        assertThat(table.line(udpRow().put("receiver_complete", false)))
                .isEqualTo("    7 u         50.000            -         -        -          -         -");
    }

    @Test
    void namesWhatMakesARowUnusual() {
        LiveTable table = new LiveTable(Transport.UDP, PLAIN);

        assertThat(table.line(udpRow().put("omitted", true).put("not_sent", 9).put("duplicates", 4)))
                .endsWith("  omitted, 4 duplicates, 9 not sent");
    }

    @Test
    void coloursLossOnlyWhereColoursAreWelcome() {
        assertThat(new LiveTable(Transport.UDP, new Style(true)).line(udpRow())).startsWith("\u001b[33m");
        assertThat(new LiveTable(Transport.UDP, PLAIN).line(udpRow())).doesNotContain("\u001b");
        assertThat(new LiveTable(Transport.UDP, new Style(true)).line(udpRow().put("errors", 0)))
                .doesNotContain("\u001b");
    }

    private static JsonObject udpRow() {
        return new JsonObject()
                .put("record_type", "u")
                .put("interval", 7)
                .put("sample_duration", 1.0)
                .put("throughput", 49_500_000)
                .put("sent_bytes", 6_250_000)
                .put("errors", 45)
                .put("packet_error_rate", 1.0)
                .put("jitter", 0.0125)
                .put("packets_out_of_order", 2)
                .put("receiver_complete", true)
                .put("sender_complete", true);
    }
}
