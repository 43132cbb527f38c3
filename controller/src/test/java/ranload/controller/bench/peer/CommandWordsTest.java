package ranload.controller.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import ranload.controller.bench.host.Lane;

/** What peers, and we, are asked for. */
class CommandWordsTest {
    private static final Lane LANE = new Lane("a", "b", "na", "nb", "198.18.0.1", "198.18.0.2");
    private static final Load FLOOD = new Load(Load.Kind.FLOOD, 1400, 0, 5);
    private static final Load PLAIN = new Load(Load.Kind.PLAIN_FLOOD, 1400, 0, 5);
    private static final Load EVEN = new Load(Load.Kind.EVEN, 1400, 50_000_000, 5);
    private static final Load ECONOMY = new Load(Load.Kind.ECONOMY, 1400, 2_000_000_000, 5);
    private static final Load TCP = new Load(Load.Kind.TCP, 1400, 0, 5);

    @Test
    void givesIperf3SegmentationWhereItHasIt() {
        assertThat(iperf3("  --gsro   enable GSO", false).client(FLOOD)).contains("--gsro", "-w", "4M");
        assertThat(iperf3("no such thing", false).client(FLOOD)).doesNotContain("--gsro");
    }

    @Test
    void givesIperf3NoSegmentationWhereOneDatagramPerSendIsMeasured() {
        assertThat(iperf3("--gsro", false).client(PLAIN)).doesNotContain("--gsro");
        assertThat(iperf3("--gsro", false).client(EVEN))
                .doesNotContain("--gsro")
                .contains("50000000");
    }

    @Test
    void letsZeroCopyTakePartInTcpAlone() {
        assertThat(iperf3("", true).takesPartIn(TCP)).isTrue();
        assertThat(iperf3("", true).takesPartIn(FLOOD)).isFalse();
        assertThat(iperf3("", true).client(TCP)).contains("-Z");
    }

    @Test
    void asksTheLimitForNoRate() {
        Limit limit = new Limit(Path.of("/x"), LANE, Path.of("/tmp"));

        assertThat(limit.takesPartIn(FLOOD)).isTrue();
        assertThat(limit.takesPartIn(EVEN)).isFalse();
    }

    @Test
    void asksUsForEvenSendsAndForEconomyByOurOwnFields() {
        OwnTool own = new OwnTool(null, LANE); // makes no request here

        assertThat(own.form(FLOOD)).containsEntry("bandwidth", "max").doesNotContainKeys("max_burst", "pacing");
        assertThat(own.form(PLAIN)).containsEntry("bandwidth", "max").containsEntry("max_burst", "0");
        assertThat(own.form(EVEN)).containsEntry("bandwidth", "50.000000").containsEntry("max_burst", "0");
        assertThat(own.form(ECONOMY)).containsEntry("pacing", "economy").containsEntry("max_burst", "1000");
        assertThat(own.form(TCP)).containsEntry("protocol", "tcp").containsEntry("interface", "na");
    }

    private static Iperf3 iperf3(String help, boolean zeroCopy) {
        return new Iperf3("iperf3", "iperf3", help, zeroCopy, LANE, Path.of("/tmp"));
    }
}
