package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import ranload.controller.cli.Installed.Running;

/** The bench for real, as short as it can be. No figure decides anything here. Needs root, gcc, iperf3 and iperf. */
@Timeout(480)
@Isolated // uses all processors up
class BenchIT {
    private static final Pattern NAMESPACE = Pattern.compile("ranload-[0-9a-f]{6}-(near|far)");

    @TempDir
    private Path folder;

    private Installed installed;
    private Path work;

    @BeforeEach
    void lay() throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
        installed = Installed.in(Files.createDirectory(folder.resolve("installed")));
    }

    @AfterEach
    void remove() throws IOException {
        installed.remove();
    }

    @Test
    void letsEverybodyDeliverAndWritesWhatTheyDid() throws Exception {
        try (Running bench = installed.start(work, "bench", "udp", "--pairs", "1", "--seconds", "1", "-o", "short")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            JsonObject report = new JsonObject(Files.readString(work.resolve("short.json")));

            Set<String> delivered = report.getJsonArray("results").stream()
                    .map(JsonObject.class::cast)
                    .filter(result -> result.getString("test").equals("UDP max 1400")
                            && result.getString("measure").equals("goodput, Gbit/s")
                            && result.getDouble("median") > 0)
                    .map(result -> result.getString("contestant").split(" ", 2)[0])
                    .collect(Collectors.toSet());
            assertThat(delivered).as(bench.err()).containsExactlyInAnyOrder("ranload", "limit", "iperf3", "iperf");
            assertThat(report.getJsonObject("host").getMap()).containsKeys("kernel", "cpu", "iperf3", "iperf", "java");
            assertThat(report.getJsonObject("steal_percent").getMap()).containsKey("UDP max 64");
            assertThat(bench.out()).isEqualTo(Files.readString(work.resolve("short.txt")));
            assertThat(namespaces(bench.err())).hasSize(2).noneMatch(BenchIT::exists);
        }
    }

    @Test
    void runsEverySessionOfACrowdAtOnceAndTellsWhatBecameOfThem() throws Exception {
        try (Running bench = installed.start(
                work, "bench", "sessions", "--crowd", "60x0.1", "--pairs", "1", "--seconds", "5", "-o", "crowds")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();

            JsonArray results = results("crowds.json");
            String test = "60 x 100 kbit/s";
            assertThat(median(results, test, "sessions complete, %"))
                    .as(bench.err())
                    .isEqualTo(100);
            assertThat(median(results, test, "datagrams lost")).isGreaterThanOrEqualTo(0);
            assertThat(median(results, test, "CPU of receiver, % of a core")).isPositive();
            assertThat(median(results, test, "sessions at once")).isEqualTo(60);
        }
    }

    @Test
    void storesRowsThatAListOfAllSessionsThenShows() throws Exception {
        try (Running bench = installed.start(
                work, "bench", "ingest", "--stored-sessions", "700", "--stored-rows", "4000", "-o", "ingest")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();

            JsonArray results = results("ingest.json");
            assertThat(median(results, "GET /sessions (700)", "sessions listed"))
                    .isEqualTo(700);
            assertThat(median(results, "store rows (4000)", "file, MiB")).isPositive();
        }
    }

    private JsonArray results(String file) throws IOException {
        return new JsonObject(Files.readString(work.resolve(file))).getJsonArray("results");
    }

    private static double median(JsonArray results, String test, String measure) {
        return results.stream()
                .map(JsonObject.class::cast)
                .filter(result -> result.getString("test").equals(test)
                        && result.getString("measure").equals(measure))
                .mapToDouble(result -> result.getDouble("median"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + measure + " of " + test + " in " + results));
    }

    @Test
    void removesItsNamespacesWhenItIsInterrupted() throws Exception {
        try (Running bench = installed.start(work, "bench", "udp", "--seconds", "60")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> namespaces(bench.err()).size() == 2);
            List<String> made = namespaces(bench.err());
            assertThat(made).allMatch(BenchIT::exists);

            new ProcessBuilder("kill", "-INT", Long.toString(bench.process().pid()))
                    .start()
                    .waitFor();

            assertThat(bench.exitCode()).as(bench.err()).isEqualTo(130);
            assertThat(made).noneMatch(BenchIT::exists);
        }
    }

    private static List<String> namespaces(String text) {
        Matcher names = NAMESPACE.matcher(text);
        return names.results().map(name -> name.group()).distinct().toList();
    }

    private static boolean exists(String namespace) {
        return Files.exists(Path.of("/run/netns/" + namespace));
    }
}
