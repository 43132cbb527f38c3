package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.cli.Installed.Running;

/** The real launcher, a real controller in its process, two real agents, real load on loopback. */
@Timeout(240)
class StartSessionIT {
    private static final String ORIGINAL_COLUMNS =
            "Timestamp,Record Type,Sample Duration,Total Bytes,Throughput,Jitter,"
                    + "Errors,Packets Sent,Packet Error Rate,Packets Out Of Order,";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path installed;

    @TempDir
    private Path folder;

    private Installed program;

    @BeforeEach
    void install() throws IOException {
        program = Installed.in(installed);
    }

    @AfterEach
    void remove() throws IOException {
        program.remove();
    }

    @ParameterizedTest
    @ValueSource(strings = {"u", "d", "b"})
    void printsTheIdAloneAndWritesARowPerSecondAndDirection(String direction) throws Exception {
        try (Running run = startSession("-d", direction, "-b", "5", "-t", "2")) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).matches("[0-9]{13}\n");
            assertThat(run.err()).contains("session " + run.out().strip() + " complete");

            Path csv = folder.resolve(run.out().strip() + ".csv");
            assertThat(Files.readAllLines(csv).get(0)).startsWith(ORIGINAL_COLUMNS);
            String types = direction.equals("b") ? "ud" : direction;
            // What is read more than 100 ms after the last second has a row of its own.
            assertThat(column(Files.readString(csv), "Record Type")).matches(types.repeat(2) + "u?d?");
            assertThat(column(Files.readString(csv), "Errors")).matches("0+");
        }
    }

    @Test
    void putsRowsOnStandardOutputAndTheIdOnStandardErrorForADash() throws Exception {
        try (Running run = startSession("-b", "5", "-t", "2", "--protocol", "tcp", "--csv", "-")) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith(ORIGINAL_COLUMNS);
            assertThat(column(run.out(), "Record Type")).matches("uuu?");
            assertThat(run.err()).containsPattern("(?m)^[0-9]{13}$").contains("retransmits");
            assertThat(filesNamed(".csv")).isEmpty();
        }
    }

    @Test
    void printsTheDetailsAsJsonAndKeepsThemInTheDatabaseNamed() throws Exception {
        try (Running run = startSession("-b", "5", "-t", "2", "--json", "-o", "x.sqlite", "--label", "both")) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            JsonObject details = new JsonObject(run.out());
            assertThat(details.getString("state")).isEqualTo("complete");

            String id = details.getLong("session_id").toString();
            try (Running show = program.start(folder, "show", id, "-o", "x.sqlite", "--json")) {
                assertThat(show.exitCode()).as(show.err()).isZero();
                assertThat(new JsonObject(show.out()).getString("label")).isEqualTo("both");
            }
            try (Running list = program.start(folder, "sessions", "-o", "x.sqlite")) {
                assertThat(list.exitCode()).as(list.err()).isZero();
                assertThat(list.out()).contains(id);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void goesWithoutNativeSocketsWhenToldSoAndSaysIt(String protocol) throws Exception {
        String[] words = {
            "startSession", "-e", "loopback", "-d", "b", "-b", "5", "-t", "2", "--protocol", protocol, "--json"
        };
        try (Running run = program.start(folder, Map.of("RANLOAD_AGENT_IO", "nio"), words)) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            JsonObject details = new JsonObject(run.out());
            assertThat(details.getString("state")).isEqualTo("complete");
            assertThat(details.getJsonArray("results").stream().map(result -> ((JsonObject) result).getString("io")))
                    .hasSize(4)
                    .containsOnly("nio");
            assertThat(details.getJsonArray("warnings").stream()
                            .map(warning -> ((JsonObject) warning).getString("code")))
                    .filteredOn("nio_fallback"::equals)
                    .hasSize(2);
        }
    }

    @Test
    void stopsBothEndsAndKeepsTheRowsWhenItIsTerminated() throws Exception {
        try (Running run = startSession("-d", "b", "-b", "5", "-t", "60")) {
            awaitSecondRow(run);
            List<ProcessHandle> agents = run.process().descendants().toList();
            run.process().destroy();

            assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
            assertThat(run.err()).contains("session " + run.out().strip() + " stopped");
            String csv = Files.readString(folder.resolve(run.out().strip() + ".csv"));
            assertThat(column(csv, "Record Type")).startsWith("udud");
            assertEndSoon(agents);
        }
    }

    @Test
    void leavesNoAgentBehindWhenItIsKilled() throws Exception {
        try (Running run = startSession("-b", "5", "-t", "60")) {
            awaitSecondRow(run);
            List<ProcessHandle> agents = run.process().descendants().toList();
            run.process().destroyForcibly();

            assertEndSoon(agents);
        }
    }

    @Test
    void endsWithTheControllersWordsWhenItRefuses() throws Exception {
        try (Running run = startSession("-i", "no-such-nic", "-b", "5", "-t", "2")) {
            assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).startsWith("ranload startSession: -i: ").contains("no-such-nic");
            assertThat(run.out()).isEmpty();
            assertThat(filesNamed(".csv")).isEmpty();
        }
    }

    @Test
    void runsStopsAndListsSessionsOfAControllerThatRunsElsewhere() throws Exception {
        try (Running controller = program.start(folder, "controller", "--port", "0", "-o", "c.sqlite")) {
            await().atMost(PATIENCE).until(() -> controller.err().contains("listening on http://"));
            String url = controller.err().replaceAll("(?s).*listening on (http://[0-9.:]+),.*", "$1");
            try (Running run = startSession("-b", "5", "-t", "60", "--controller", url)) {
                awaitSecondRow(run);
                String id = run.out().strip();
                try (Running stop = program.start(folder, "stop", id, "--controller", url)) {
                    assertThat(stop.exitCode()).as(stop.err()).isZero();
                    assertThat(stop.out()).isEqualTo(id + " stopped\n");
                }
                assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
                try (Running again = program.start(folder, "stop", id, "--controller", url)) {
                    assertThat(again.exitCode()).as(again.err()).isZero();
                    assertThat(again.out()).isEqualTo(id + " stopped\n");
                }
            }
            try (Running environments = program.start(folder, "environments", "--controller", url)) {
                assertThat(environments.exitCode()).as(environments.err()).isZero();
                assertThat(environments.out()).startsWith("loopback ");
            }
            controller.process().destroy();
            assertThat(controller.exitCode()).as(controller.err()).isZero();
        }
    }

    @Test
    void findsNothingWrongWithLoopback() throws Exception {
        try (Running run = program.start(folder, "doctor", "loopback")) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("ok    agent");
        }
    }

    private Running startSession(String... flags) {
        return program.start(
                folder,
                Stream.concat(Stream.of("startSession", "-e", "loopback"), Stream.of(flags))
                        .toArray(String[]::new));
    }

    /** An agent ends by itself within 5 s of losing its controller; a machine under load gets longer. */
    private static void assertEndSoon(List<ProcessHandle> agents) {
        assertThat(agents).isNotEmpty();
        await().atMost(PATIENCE).until(() -> agents.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** The table's second line of figures. */
    private static void awaitSecondRow(Running run) {
        await().atMost(PATIENCE)
                .until(() -> run.err().lines().anyMatch(line -> line.startsWith("    2 "))
                        || !run.process().isAlive());
    }

    private static String column(String csv, String heading) {
        List<List<String>> lines =
                csv.lines().map(line -> List.of(line.split(",", -1))).toList();
        int index = lines.get(0).indexOf(heading);
        return IntStream.range(1, lines.size())
                .mapToObj(i -> lines.get(i).get(index))
                .collect(Collectors.joining());
    }

    private List<Path> filesNamed(String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
