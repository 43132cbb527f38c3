package ranload.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions from the ue through NAT to the server's sshd, by one controller that runs in the ue. */
@Tag("lab")
class ThroughNatIT {
    private static final String URL = "http://127.0.0.1:8080";
    private static final int SECONDS = 3;

    @TempDir
    static Path folder;

    private static Lab lab;
    private static Program program;
    private static Database database;
    private static Running controller;

    @BeforeAll
    static void startController() throws IOException {
        lab = Lab.up();
        program = new Program(lab);
        database = Program.databaseIn(folder);
        Path config = folder.resolve("controller.yaml");
        Files.writeString(
                config,
                "database_path: " + database.file() + "\nservers:\n"
                        + server("server", lab.setting("LAB_SERVER_IPV4"))
                        + server("server6", lab.setting("LAB_SERVER_IPV6")));
        controller = program.start("controller", "--config", config.toString());
        await().atMost(Program.BOUND).until(() -> {
            assertThat(controller.isAlive()).as(controller.err()).isTrue();
            return lab.run("ue", Program.BOUND, "curl", "-fsS", URL + "/health/live")
                            .exit()
                    == 0;
        });
    }

    private static String server(String name, String address) {
        return "  " + name + ":\n    hostname: \"" + address + "\"\n    ssh_port: " + lab.setting("LAB_SSH_PORT")
                + "\n    username: " + lab.setting("LAB_SSH_USER") + "\n    ssh_key: " + lab.setting("LAB_SSH_KEY")
                + "\n    host_key: \"" + lab.setting("LAB_HOST_KEY") + "\"\n";
    }

    @AfterAll
    static void stopController() {
        try {
            if (controller != null) {
                controller.close();
            }
        } finally {
            lab.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"u,udp", "d,udp", "b,udp", "u,tcp", "d,tcp", "b,tcp"})
    void measuresEachDirectionAndTransportAtBothEnds(String direction, String transport) {
        Stored stored = run("server", "-i", "ue0", "-d", direction, "--protocol", transport, "-b", "10");

        assertClean(stored, direction, 10, transport.equals("udp") ? 1400 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "ue1, ue1, server",
        "10.71.2.2, ue2, server",
        "10.71.1.2%ue1, ue1, server",
        "ue1, ue1, server6",
        "fd71:0:0:12::2, ue2, server6"
    })
    void loadsTheNicThatIsNamedAndNoOther(String named, String nic, String environment) {
        Map<String, Count> before = lab.counts();

        Stored stored = run(environment, "-i", named, "-d", "b", "-b", "5");

        assertClean(stored, "b", 5, 1400);
        Map<String, Count> after = lab.counts();
        for (String each : List.of(Lab.NIC0, Lab.NIC1, Lab.NIC2)) {
            for (String way : List.of("_up_load", "_down_load")) {
                long octets =
                        after.get(each + way).octets() - before.get(each + way).octets();
                if (each.equals(nic)) {
                    double payload = stored.sum(way.startsWith("_up") ? "u" : "d", "total_bytes");
                    assertThat((double) octets).as(each + way).isGreaterThan(payload);
                } else {
                    assertThat(octets).as(each + way).isZero();
                }
            }
        }
    }

    @Test
    void reportsTheLossThatTheNatInjects() {
        lab.impair("--by", "nft", "--loss", "5");
        Stored stored;
        JsonNode did;
        try {
            stored = run("server", "-i", "ue0", "-d", "b", "-b", "20");
        } finally {
            did = lab.unimpair();
        }

        assertThat(stored.state()).as(stored.story()).isEqualTo("complete");
        for (String direction : List.of("u", "d")) {
            JsonNode way = did.get(direction.equals("u") ? "up" : "down");
            double injected = 100 * way.get("lost").asDouble() / way.get("load").asDouble();
            assertThat(stored.lossPercent(direction)).as(stored.story()).isCloseTo(injected, within(0.5));
            assertThat(stored.sum(direction, "duplicates")).as(stored.story()).isZero();
            assertThat(database.number("SELECT min(errors) FROM session_data WHERE session_id = " + stored.id()))
                    .as(stored.story())
                    .isNotNegative();
        }
    }

    @Test
    void countsReorderedAndDuplicatedPacketsAsTheForwarderDoes() {
        lab.impair(
                "--by",
                "forwarder",
                "--delay",
                "30",
                "--jitter",
                "3",
                "--reorder",
                "2",
                "--reorder-by",
                "10",
                "--duplicate",
                "1");
        Stored stored;
        JsonNode did;
        try {
            stored = run("server", "-i", "ue0", "-d", "b", "-b", "5");
        } finally {
            did = lab.unimpair();
        }

        assertThat(stored.state()).as(stored.story()).isEqualTo("complete");
        for (String direction : List.of("u", "d")) {
            JsonNode way = did.get(direction.equals("u") ? "up" : "down");
            assertThat(way.get("overrun").asInt()).isZero();
            // Feedback and handshake share the flow with the load: a few of theirs are in the forwarder's counts.
            assertThat(stored.sum(direction, "packets_out_of_order"))
                    .as(stored.story())
                    .isCloseTo(way.get("reordered").asDouble(), within(5.0));
            assertThat(stored.sum(direction, "duplicates"))
                    .as(stored.story())
                    .isCloseTo(way.get("duplicated").asDouble(), within(5.0));
            assertThat(stored.sum(direction, "errors")).as(stored.story()).isZero();
        }
    }

    /**
     * Each is held against what the NAT counted of its load, and the two against each other by that: how much of 100
     * Mbit/s the machine had time to send is another matter, and differs between two runs on a busy one.
     */
    @Test
    void reportsTheThroughputThatIperfReports() {
        Count before = lab.counts().get("ue0_up_load");
        Stored stored = run("server", "-i", "ue0", "-d", "u", "-b", "100");
        Count between = lab.counts().get("ue0_up_load");
        JsonNode iperf = iperf("-u", "-b", "100M", "-l", "1400", "-t", "" + SECONDS, "-w", "4M")
                .at("/end/sum_received");
        Count after = lab.counts().get("ue0_up_load");

        double ours = stored.megabitsPerSecond("u") / megabits(before, between) * stored.sum("u", "sample_duration");
        // What reached iperf3 but found its socket's buffer full, it tells as lost.
        double theirs = (iperf.get("bits_per_second").asDouble()
                                / 1e6
                                * iperf.get("seconds").asDouble()
                        + iperf.get("lost_packets").asDouble() * 1400 * 8 / 1e6)
                / megabits(between, after);
        assertThat(ours).as(stored.story()).isCloseTo(1, withinPercentage(0.5));
        assertThat(theirs).as(iperf.toString()).isCloseTo(1, withinPercentage(0.5));
        assertThat(ours).as("%s; iperf3 %s", stored.story(), iperf).isCloseTo(theirs, withinPercentage(0.5));
    }

    /** Millions of bits of UDP payload over IPv4 that a counter saw between two readings. */
    private static double megabits(Count before, Count after) {
        return (after.octets() - before.octets() - 28.0 * (after.packets() - before.packets())) * 8 / 1e6;
    }

    /** Runs iperf3 from ue0 to a server of its own; the answer is the client's JSON. */
    private static JsonNode iperf(String... options) {
        try (Running server = lab.start("server", "iperf3", "-s", "-1")) {
            await().atMost(Program.BOUND).until(() -> !lab.run("server", Program.BOUND, "ss", "-Hltn", "sport = 5201")
                    .out()
                    .isBlank());
            List<String> client =
                    new ArrayList<>(List.of("iperf3", "-c", "198.51.100.2", "--bind-dev", "ue0", "--json"));
            client.addAll(List.of(options));
            Finished finished =
                    lab.run("ue", Program.BOUND, client.toArray(String[]::new)).orFail();
            server.await(Program.BOUND);
            return Lab.json(finished.out());
        }
    }

    private static Stored run(String environment, String... flags) {
        List<String> arguments = new ArrayList<>(
                List.of("startSession", "--controller", URL, "-e", environment, "-t", "" + SECONDS, "--csv", csv()));
        arguments.addAll(List.of(flags));
        return Program.session(
                database, program.start(arguments.toArray(String[]::new)).await(Program.BOUND));
    }

    private static String csv() {
        try {
            return Files.createTempFile(folder, "rows", ".csv").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every second is there from both ends, and nothing is lost on a clean path. */
    private static void assertClean(Stored stored, String direction, double megabits, int octetsPerNotSent) {
        assertThat(stored.state()).as(stored.story()).isEqualTo("complete");
        List<Integer> seconds = IntStream.rangeClosed(1, SECONDS).boxed().toList();
        for (String each : direction.equals("b") ? List.of("u", "d") : List.of(direction)) {
            assertThat(stored.completeIntervals(each)).as(stored.story()).startsWith(seconds.toArray(Integer[]::new));
            // A machine too busy to keep the pace says what it did not send; that counts as offered.
            double offered = stored.sum(each, "sent_bytes") + stored.sum(each, "not_sent") * octetsPerNotSent;
            assertThat(offered * 8 / SECONDS / 1e6).as(stored.story()).isCloseTo(megabits, within(megabits * 0.01));
            assertThat(stored.sum(each, "total_bytes"))
                    .as(stored.story())
                    .isCloseTo(stored.sum(each, "sent_bytes"), withinPercentage(2));
            assertThat(stored.sum(each, "errors")).as(stored.story()).isZero();
            assertThat(stored.sum(each, "duplicates")).as(stored.story()).isZero();
            assertThat(stored.sum(each, "packets_received"))
                    .as(stored.story())
                    .isEqualTo(stored.sum(each, "sent_packets"));
        }
    }
}
