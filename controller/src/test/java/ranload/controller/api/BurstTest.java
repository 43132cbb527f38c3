package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.controller.session.FakeHosts;
import ranload.controller.store.SessionFilter;
import ranload.time.NanoClock;

/** Far more requests than there may be sessions. */
class BurstTest {
    private static final int REQUESTS = 2000;
    private static final String FORM = "direction=d&bandwidth=1&duration=3000&interface=lo&environment=loopback";

    @Test
    void keepsEverySessionItTookTellsTheRestToComeBackAndStaysHealthy(@TempDir Path folder) {
        try (FakeHosts hosts = new FakeHosts();
                RunningApi api = new RunningApi(folder, RunningApi.ANY_PORT, hosts)) {
            HttpClient client = api.vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(100));
            HttpClient prober = api.vertx.createHttpClient();
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(post(client, api));
            }
            Duration slowest = Duration.ZERO;
            while (answers.stream().anyMatch(answer -> !answer.isComplete())) {
                long askedNanos = NanoClock.SYSTEM.nanoTime();
                assertThat(RunningApi.get(status(prober, api))).isEqualTo(200);
                Duration took = Duration.ofNanos(NanoClock.SYSTEM.nanoTime() - askedNanos);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
            }
            assertThat(slowest).isLessThan(Duration.ofSeconds(2));
            List<Integer> statuses = answers.stream().map(RunningApi::get).collect(Collectors.toList());
            assertThat(statuses).containsOnly(201, 429);
            List<JsonObject> stored = new ArrayList<>();
            RunningApi.get(api.store.forEachSession(SessionFilter.ALL, stored::add));
            assertThat(statuses.stream().filter(status -> status == 201))
                    .hasSameSizeAs(stored)
                    .hasSize(50);
        }
    }

    private static Future<Integer> post(HttpClient client, RunningApi api) {
        return client.request(HttpMethod.POST, api.server.port(), "127.0.0.1", "/session/")
                .compose(request -> request.putHeader("Content-Type", "application/x-www-form-urlencoded")
                        .send(FORM))
                .compose(response -> {
                    assertThat(response.statusCode() == 201 || response.getHeader("Retry-After") != null)
                            .isTrue();
                    return response.end().map(response.statusCode());
                });
    }

    private static Future<Integer> status(HttpClient client, RunningApi api) {
        return client.request(HttpMethod.GET, api.server.port(), "127.0.0.1", "/health/live")
                .compose(request -> request.send())
                .compose(response -> response.end().map(response.statusCode()));
    }
}
