package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.lab.Database;
import ranload.lab.Program;
import ranload.lab.Running;

/** Far more requests at once than there may be sessions. */
@Tag("fault")
class BurstIT {
    private static final int CONNECTIONS = 100;
    private static final int REQUESTS_EACH = 100;
    private static final int MOST_SESSIONS = 20;
    private static final long SOME_KIBIOCTETS = 4 * 1024;
    private static final Pattern LISTENING = Pattern.compile("listening on http://127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path folder;

    @Test
    void keepsEverySessionItTookTellsTheRestToComeBackAndAnswersAfterItsHealth() throws Exception {
        int all = CONNECTIONS * REQUESTS_EACH;
        Report.row(
                "31",
                all + " POSTs at once",
                "201 or 429 with Retry-After; none lost; health answered; heap flat",
                () -> {
                    Path config = folder.resolve("controller.yaml");
                    Database database = Program.databaseIn(folder);
                    Scene.write(
                            config,
                            "database_path: " + database.file() + "\nlimits: {max_sessions: " + MOST_SESSIONS + "}\n");
                    try (Running controller = Running.start(
                            List.of(Program.launcher(), "controller", "--port", "0", "--config", config.toString()))) {
                        await().atMost(Scene.BOUND).until(() -> {
                            assertThat(controller.isAlive())
                                    .as(controller.err())
                                    .isTrue();
                            return LISTENING.matcher(controller.err()).find();
                        });
                        Matcher found = LISTENING.matcher(controller.err());
                        assertThat(found.find()).isTrue();
                        String seen = burst(controller.pid(), Integer.parseInt(found.group(1)), database);
                        Scene.signal("TERM", controller.pid());
                        await().atMost(Scene.BOUND).until(() -> !controller.isAlive());
                        assertThat(database.number("SELECT count(*) FROM sessions WHERE complete = 0"))
                                .isZero();
                        return seen;
                    }
                });
    }

    private static String burst(long pid, int port, Database database) throws Exception {
        BurstClient client =
                new BurstClient(port, "direction=d&bandwidth=0.1&duration=3000&interface=lo&environment=loopback");
        client.run(1, REQUESTS_EACH);
        long heapBefore = Footprint.of(pid).heapKibioctets();
        ExecutorService side = Executors.newSingleThreadExecutor();
        try {
            Future<BurstClient.Answers> burst = side.submit(() -> client.run(CONNECTIONS, REQUESTS_EACH));
            List<Integer> health = new ArrayList<>();
            HttpClient prober = HttpClient.newHttpClient();
            while (!burst.isDone()) {
                health.add(prober.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/live"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            }
            BurstClient.Answers answers = burst.get();
            // Requests that a connection has sent ahead, some 10 MiB of them, go with it.
            await().atMost(Scene.BOUND)
                    .untilAsserted(() -> assertThat(Footprint.of(pid).heapKibioctets())
                            .as("heap, KiB")
                            .isLessThan(heapBefore + SOME_KIBIOCTETS));
            long heapAfter = Footprint.of(pid).heapKibioctets();
            assertThat(answers.accepted() + answers.refused())
                    .as(answers.toString())
                    .isEqualTo(CONNECTIONS * REQUESTS_EACH);
            assertThat(answers.withRetryAfter()).as(answers.toString()).isEqualTo(answers.refused());
            assertThat(database.number("SELECT count(*) FROM sessions"))
                    .as("sessions stored, of " + MOST_SESSIONS + " that may be")
                    .isEqualTo(MOST_SESSIONS);
            assertThat(health).as("answers of /health/live").isNotEmpty().containsOnly(200);
            return answers.accepted() + " x 201, " + answers.refused() + " x 429 in " + answers.millis()
                    + " ms; health answered " + health.size() + " times; heap " + heapBefore + " KiB, then "
                    + heapAfter;
        } finally {
            side.shutdownNow();
        }
    }
}
