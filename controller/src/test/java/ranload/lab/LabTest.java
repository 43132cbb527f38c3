package ranload.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab itself, without the product: what the other tests of this package rely on. */
@Tag("lab")
class LabTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** So slow that iperf3's receive buffer holds what comes while it waits a third of a second for a processor. */
    private static final String RATE = "4M";

    private static Lab lab;

    @BeforeAll
    static void makeLab() {
        lab = Lab.up();
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Lab.NIC0, Lab.NIC1, Lab.NIC2})
    void eachNicReachesTheServerThroughTheNat(String nic) {
        Map<String, Count> before = lab.counts();

        String connection = lab.command("ssh", nic, "echo $SSH_CONNECTION");

        assertThat(connection).startsWith("198.51.100.1 ");
        Map<String, Count> after = lab.counts();
        for (String each : List.of(Lab.NIC0, Lab.NIC1, Lab.NIC2)) {
            boolean same = after.get(each + "_up_ssh").equals(before.get(each + "_up_ssh"));
            assertThat(same).as(each).isEqualTo(!each.equals(nic));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Lab.NIC0, Lab.NIC1, Lab.NIC2})
    void eachNicReachesTheServerOverIpv6(String nic) {
        assertThat(lab.command("ssh", "-6", nic, "echo $SSH_CONNECTION"))
                .startsWith("fd71:0:0:1" + nic.charAt(2) + "::2 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.71.0.2", "fd71:0:0:10::2"})
    void theServerCannotBeginAFlow(String address) {
        // The ue would refuse at once, exit 1; 124 is the end of the patience, 1 with "unreachable" the lack of a
        // route.
        Finished tried = lab.run("server", BOUND, "timeout", "1", "bash", "-c", "</dev/tcp/" + address + "/9");

        assertThat(tried.exit()).isNotZero();
        assertThat(tried.err()).doesNotContain("refused");
    }

    @Test
    void theServerHasAHomeOfItsOwn() {
        lab.command("ssh", Lab.NIC0, "mkdir -p ~/.cache && touch ~/.cache/mark /tmp/mark");

        assertThat(Path.of(lab.setting("LAB_SERVER_HOME"), ".cache", "mark")).exists();
        assertThat(Path.of(lab.setting("LAB_SERVER_TMP"), "mark")).exists();
    }

    @Test
    void theForwarderCountsTheLossThatIperfSees() {
        lab.impair("--by", "forwarder", "--loss", "5", "--direction", "up");
        JsonNode seen = iperf("-u", "-b", RATE, "-l", "1000", "-t", "4").at("/end/sum");
        JsonNode did = lab.unimpair().get("up");

        assertThat(did.get("overrun").asInt()).isZero();
        assertThat(did.get("lost").asInt()).isPositive();
        // What is lost after the last packet that arrives, iperf3 cannot know.
        assertThat(seen.get("lost_packets").asInt()).isCloseTo(did.get("lost").asInt(), within(5));
        assertThat(did.get("delivered").asInt())
                .isEqualTo(did.get("load").asInt() - did.get("lost").asInt());
    }

    @Test
    void nftCountsTheLossThatIperfSees() {
        lab.impair("--by", "nft", "--loss", "5", "--direction", "up");
        JsonNode seen = iperf("-u", "-b", RATE, "-l", "1000", "-t", "4").at("/end/sum");
        JsonNode did = lab.unimpair().get("up");

        assertThat(did.get("lost").asInt()).isPositive();
        assertThat(seen.get("lost_packets").asInt()).isCloseTo(did.get("lost").asInt(), within(5));
    }

    @Test
    void theForwarderCountsWhatItReordersAndDuplicates() {
        lab.impair(
                "--by", "forwarder", "--reorder", "2", "--reorder-by", "10", "--duplicate", "1", "--direction", "up");
        JsonNode seen = iperf("-u", "-b", RATE, "-l", "1000", "-t", "4").at("/server_output_json/end/streams/0/udp");
        JsonNode did = lab.unimpair().get("up");

        assertThat(did.get("reordered").asInt()).isPositive();
        assertThat(did.get("duplicated").asInt()).isPositive();
        // iperf3 calls both out of order.
        assertThat(seen.get("out_of_order").asInt())
                .isCloseTo(did.get("reordered").asInt() + did.get("duplicated").asInt(), within(5));
    }

    @Test
    void theForwarderDelaysAndLimitsTheRate() {
        lab.impair("--by", "forwarder", "--delay", "20", "--rate", "8");
        JsonNode end = iperf("-t", "3").get("end");
        lab.unimpair();

        assertThat(end.at("/streams/0/sender/min_rtt").asInt()).isGreaterThanOrEqualTo(40_000);
        assertThat(end.at("/sum_received/bits_per_second").asDouble()).isBetween(1e6, 8e6);
    }

    @Test
    void aCutStopsLoadAndLeavesSshAlone() {
        lab.command("cut", "both", "load");
        try {
            assertThat(lab.run("ue", BOUND, "timeout", "1", "bash", "-c", "</dev/tcp/198.51.100.2/9")
                            .exit())
                    .as("patience ends where a refusal would have come at once")
                    .isEqualTo(124);
            assertThat(lab.command("ssh", Lab.NIC0, "echo still here")).isEqualTo("still here\n");
        } finally {
            lab.command("mend");
        }
        assertThat(lab.run("ue", BOUND, "timeout", "20", "bash", "-c", "</dev/tcp/198.51.100.2/9")
                        .err())
                .contains("refused");
    }

    @Test
    void downRemovesEverythingThatUpMadeAndNothingElse() {
        Lab other = Lab.up();
        Running left = other.start("ue", "tail", "-f", "/dev/null");
        other.impair("--delay", "1");

        other.close();

        assertThat(left.await(BOUND).exit()).isNotZero();
        assertThat(namespaces()).noneMatch(line -> line.startsWith(other.name()));
        assertThat(Path.of(other.setting("LAB_FOLDER"))).doesNotExist();
        assertThat(lab.command("ssh", Lab.NIC0, "echo still here")).isEqualTo("still here\n");
    }

    @Test
    void upMakesABrokenLabWholeAgain() {
        try (Lab broken = Lab.up()) {
            Running.start(List.of("ip", "netns", "delete", broken.name() + "-nat"))
                    .await(BOUND)
                    .orFail();

            Lab whole = Lab.up(broken.name());

            assertThat(whole.command("ssh", Lab.NIC1, "echo whole")).isEqualTo("whole\n");
        }
    }

    @Test
    void upLeavesAWholeLabAsItIs() {
        List<Long> before = lab.pids("server");

        assertThat(Lab.up(lab.name()).setting("LAB_HOST_KEY")).isEqualTo(lab.setting("LAB_HOST_KEY"));
        assertThat(lab.pids("server")).isEqualTo(before);
    }

    @Test
    void upRefusesANamespaceThatIsSomebodyElses() {
        String name = lab.name() + "x";
        Running.start(List.of("ip", "netns", "add", name + "-server"))
                .await(BOUND)
                .orFail();
        try {
            Finished refused = Lab.script("up", "--prefix", name);

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains(name + "-server exists and is not of this lab");
            assertThat(namespaces()).filteredOn(line -> line.startsWith(name)).hasSize(1);
            assertThat(Files.exists(Path.of(lab.setting("LAB_FOLDER")).resolveSibling(name)))
                    .isFalse();
        } finally {
            Running.start(List.of("ip", "netns", "delete", name + "-server"))
                    .await(BOUND)
                    .orFail();
        }
    }

    private static List<String> namespaces() {
        return Running.start(List.of("ip", "netns", "list"))
                .await(BOUND)
                .orFail()
                .out()
                .lines()
                .toList();
    }

    /** Runs iperf3 from ue0 to a server of its own; the answer is its JSON. */
    private static JsonNode iperf(String... options) {
        try (Running server = lab.start("server", "iperf3", "-s", "-1", "--json")) {
            await().atMost(BOUND).until(() -> !lab.run("server", BOUND, "ss", "-Hltn", "sport = 5201")
                    .out()
                    .isBlank());
            List<String> client = new ArrayList<>(
                    List.of("iperf3", "-c", "198.51.100.2", "--bind-dev", "ue0", "--json", "--get-server-output"));
            client.addAll(List.of(options));
            Finished finished =
                    lab.run("ue", BOUND, client.toArray(String[]::new)).orFail();
            server.await(BOUND);
            return Lab.json(finished.out());
        }
    }
}
