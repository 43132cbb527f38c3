package ranload.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.lab.Finished;
import ranload.lab.Running;

/** {@code ranload watch} as a process of its own, its output going to a file. */
@Timeout(180)
class WatchIT {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private static Running watch(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(ProcessHandle.current().info().command().orElseThrow()).toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                "target/ranload/lib/*",
                "ranload.controller.ControllerMain",
                "watch"));
        command.addAll(List.of(words));
        return Running.start(command);
    }

    private static String start(PackagedController controller, int seconds) throws IOException, InterruptedException {
        String form = "direction=b&bandwidth=2&duration=" + seconds + "&interface=lo&environment=loopback&label=seen";
        return ask(HttpRequest.newBuilder(URI.create(controller.url() + "/session"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/plain")
                .POST(BodyPublishers.ofString(form)));
    }

    private static void stop(PackagedController controller, String id) throws IOException, InterruptedException {
        ask(HttpRequest.newBuilder(URI.create(controller.url() + "/sessions/" + id))
                .DELETE());
    }

    private static String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.timeout(BOUND).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body().strip();
    }

    @Test
    void writesEachSecondOfWhateverRunsOnceAndEndsWithASignal() throws IOException, InterruptedException {
        try (PackagedController controller = PackagedController.start(folder, "");
                Running all = watch("--controller", controller.url())) {
            // Only one that already listens hears a short session from its beginning.
            String before = start(controller, 600);
            await().atMost(BOUND).until(() -> all.out().contains(before + " ") || !all.isAlive());
            stop(controller, before);
            await().atMost(BOUND).until(() -> all.out().contains(before + " stopped") || !all.isAlive());
            String id = start(controller, 3);
            await().atMost(BOUND).until(() -> all.out().contains(id + " complete\n") || !all.isAlive());
            Running.start(List.of("kill", "-INT", Long.toString(all.pid())))
                    .await(BOUND)
                    .orFail();
            Finished ended = all.await(BOUND);
            assertThat(ended.exit()).as(ended.err()).isZero();
            assertThat(ended.out().lines().filter(line -> line.startsWith("session  ")))
                    .hasSize(1);
            for (String second :
                    List.of("u        1 3", "u        2 3", "u        3 3", "d        1 3", "d        3 3")) {
                assertThat(ended.out().lines().filter(line -> line.startsWith(id) && line.contains(second)))
                        .as("%s of %s", second, ended.out())
                        .hasSize(1)
                        .allSatisfy(line -> assertThat(line).endsWith("loopback, seen"));
            }
            assertThat(ended.out()).doesNotContain("\u001b");

            Finished one = watch("--controller", controller.url(), id).await(BOUND);
            assertThat(one.exit()).as(one.err()).isZero();
            assertThat(one.out()).contains("session " + id + " complete").contains("    3 d");

            Finished none =
                    watch("--controller", controller.url(), "1234567890123").await(BOUND);
            assertThat(none.exit()).isEqualTo(4);
            assertThat(none.err()).contains("there is no session 1234567890123").hasLineCount(1);
        }
    }

    @Test
    void saysThatThereIsNoController() {
        Finished ended = watch("--controller", "http://127.0.0.1:1").await(BOUND);

        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.err()).contains("http://127.0.0.1:1").contains("ranload controller starts one");
        assertThat(ended.out()).isEmpty();
    }
}
