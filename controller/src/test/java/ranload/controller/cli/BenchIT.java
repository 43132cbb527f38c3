package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import ranload.controller.cli.Installed.Running;

/** The bench for real, as short as it can be. No figure decides anything here. Needs root, gcc, iperf3 and iperf. */
@Timeout(240)
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
