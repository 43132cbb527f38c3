package ranload.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a session when one of its three processes is killed: no load on the path, every row in the store. */
@Tag("lab")
class KilledIT {
    private static final String URL = "http://127.0.0.1:8080";
    private static final Duration CONSENT = Duration.ofSeconds(3);
    private static final Duration LEASE = Duration.ofSeconds(12);

    @TempDir
    Path folder;

    private static Lab lab;
    private static Program program;

    private Database database;
    private Running controller;

    @BeforeAll
    static void makeLab() {
        lab = Lab.up();
        program = new Program(lab);
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    @BeforeEach
    void writeConfig() throws IOException {
        database = Program.databaseIn(folder);
        Files.writeString(
                folder.resolve("controller.yaml"),
                "database_path: " + database.file() + "\nservers:\n  server:\n    hostname: "
                        + lab.setting("LAB_SERVER_IPV4") + "\n    ssh_port: " + lab.setting("LAB_SSH_PORT")
                        + "\n    username: " + lab.setting("LAB_SSH_USER") + "\n    ssh_key: "
                        + lab.setting("LAB_SSH_KEY") + "\n    host_key: \"" + lab.setting("LAB_HOST_KEY") + "\"\n");
        startController();
    }

    @AfterEach
    void stopController() {
        controller.close();
        await().atMost(Program.BOUND).until(() -> lab.pids("ue").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ue", "server"})
    void loadStopsWhenAnAgentIsKilled(String namespace) {
        Stored stored = begin();
        List<Long> agents = javas(namespace);
        agents.remove(controller.pid());
        assertThat(agents).hasSize(1);

        kill(agents.get(0));
        assertSilentWithin(CONSENT);

        await().atMost(Program.BOUND).until(() -> stored.state().equals("failed"));
        assertEverySecondIsThere(stored, namespace.equals("ue") ? "d" : "u", "receiver", 3);
        assertEverySecondIsThere(stored, namespace.equals("ue") ? "u" : "d", "receiver", 3);
    }

    @Test
    void loadStopsWhenTheControllerIsKilledAndEveryMeasuredSecondIsStoredAfterItsRestart() {
        Stored stored = begin();

        kill(controller.pid());
        assertSilentWithin(LEASE);

        controller.close();
        startController();
        await().atMost(Program.BOUND).until(() -> stored.state().equals("interrupted"));
        for (String direction : List.of("u", "d")) {
            for (String role : List.of("receiver", "sender")) {
                assertEverySecondIsThere(stored, direction, role, 3);
            }
        }
        assertThat(database.rows(
                        "SELECT r.record_type, r.role FROM stream_result r WHERE r.session_id = " + stored.id()))
                .as(stored.story())
                .hasSize(4);
    }

    private void startController() {
        controller = program.start(
                "controller", "--config", folder.resolve("controller.yaml").toString());
        await().atMost(Program.BOUND).until(() -> {
            assertThat(controller.isAlive()).as(controller.err()).isTrue();
            return lab.run("ue", Program.BOUND, "curl", "-fsS", URL + "/health/live")
                            .exit()
                    == 0;
        });
    }

    /** Starts a minute of load in both directions and waits until three seconds of it are stored. */
    private Stored begin() {
        Finished posted = lab.run(
                        "ue",
                        Program.BOUND,
                        "curl",
                        "-fsS",
                        "-H",
                        "Accept: text/plain",
                        "-d",
                        "direction=b&bandwidth=5&duration=60&interface=ue0&environment=server",
                        URL + "/session/")
                .orFail();
        Stored stored = new Stored(database, Long.parseLong(posted.out().trim()));
        await().atMost(Program.BOUND).untilAsserted(() -> assertThat(stored.completeIntervals("d"))
                .as(stored.story())
                .contains(3));
        return stored;
    }

    /** From this time after now on, the NAT sees no load. */
    private static void assertSilentWithin(Duration bound) {
        await().pollDelay(bound).atMost(bound.plusSeconds(1)).until(() -> true);
        long before = lab.loadPackets("ue0");
        await().pollDelay(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> true);
        assertThat(lab.loadPackets("ue0") - before)
                .as("packets of load after " + bound)
                .isZero();
    }

    private static void assertEverySecondIsThere(Stored stored, String direction, String role, int atLeast) {
        List<Integer> intervals = stored.intervals(direction, role);
        assertThat(intervals).as(direction + " " + role + " " + stored.story()).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(intervals)
                .as(direction + " " + role + " " + stored.story())
                .isEqualTo(IntStream.rangeClosed(1, intervals.size()).boxed().toList());
    }

    /** Java processes of a namespace: the controller and the near agent in ue, the far agent in server. */
    private static List<Long> javas(String namespace) {
        return lab.pids(namespace).stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().command())
                        .orElse("")
                        .endsWith("/java"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
