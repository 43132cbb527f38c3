package ranload.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the packaged controller with real agents, each against its schema in the contract. */
@Timeout(180)
class AnswersIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PLAN = "bandwidth=2&interface=lo&environment=loopback&label=contract";

    private final Contract contract = Contract.read();
    private final Map<String, Contract.Operation> operations = contract.operations();
    private final Set<String> checked = new TreeSet<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @TempDir
    Path folder;

    private String url;

    /** Calls, checks that the contract knows such an answer, and that the answer is as it says. */
    private Object call(int status, String method, String path, String actual, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + actual))
                .timeout(BOUND)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        String what = method + " " + actual;
        assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isEqualTo(status);
        String type = answer.headers().firstValue("Content-Type").orElse("none").replaceAll(";.*", "");
        Contract.Operation operation = operations.get(method + " " + path);
        JsonObject schema = contract.schemaOf(operation, Integer.toString(status), type)
                .orElseThrow(() -> new AssertionError(what + ": the contract knows no " + status + " of " + type));
        if (type.equals("application/x-ndjson")) {
            answer.body().lines().forEach(line -> check(what, schema, Json.decodeValue(line)));
            return null;
        }
        Object value = Json.decodeValue(answer.body());
        check(what, schema, value);
        if (status / 100 == 2) {
            checked.add(operation.id());
        }
        return value;
    }

    private Object get(String path, String actual) throws IOException, InterruptedException {
        return call(200, "GET", path, actual, null);
    }

    private void check(String what, JsonObject schema, Object value) {
        assertThat(contract.faults(schema, value)).as("%s: %s", what, value).isEmpty();
    }

    private long start(String path, String plan) throws IOException, InterruptedException {
        Object answer =
                call(201, "POST", path, path, PLAN + "&" + plan, "Content-Type", FORM, "Accept", "application/json");
        return ((JsonObject) answer).getLong("session_id");
    }

    private JsonObject awaitEnd(long id) {
        return await().atMost(BOUND)
                .until(
                        () -> (JsonObject) get("/sessions/{session_id}", "/sessions/" + id),
                        session -> session.getInteger("complete") == 1);
    }

    @Test
    void areAsTheContractSays() throws IOException, InterruptedException {
        try (PackagedController controller = PackagedController.start(folder, "")) {
            url = controller.url();
            long both = start("/session", "direction=b&duration=8");
            long tcp = start("/sessions", "direction=b&duration=8&protocol=tcp&streams=2");
            long stopped = start("/sessions", "direction=u&duration=600");
            assertThat(((JsonArray) get("/sessions/active", "/sessions/active")).size())
                    .isEqualTo(3);
            watch("/sessions/" + both + "/live");
            awaitEnd(tcp);
            call(200, "DELETE", "/sessions/{session_id}", "/sessions/" + stopped, null);
            call(200, "DELETE", "/session/{session_id}", "/session/" + stopped, null);
            rows(both, tcp);
            lists(both);
            ends();
            problems(both);
        }
        assertThat(checked).isEqualTo(contract.answeringJson());
    }

    /** The stream of a session ends with the session. */
    private void watch(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(BOUND).build();
        String[] events = http.send(request, BodyHandlers.ofString()).body().split("\n\n", -1);
        Set<String> seen = new TreeSet<>();
        for (String event : events) {
            List<String> lines = event.lines().toList();
            String name = field(lines, "event: ");
            if (!name.isEmpty()) {
                seen.add(name);
                check(
                        path,
                        Contract.named(name.equals("row") ? "Row" : "StateChange"),
                        new JsonObject(field(lines, "data: ")));
            }
        }
        assertThat(seen).containsExactly("row", "state");
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    private void rows(long... ids) throws IOException, InterruptedException {
        for (long id : ids) {
            String path = "/sessions/" + id + "/data";
            assertThat(((JsonArray) get("/sessions/{session_id}/data", path)).size())
                    .isGreaterThanOrEqualTo(6);
            call(200, "GET", "/sessions/{session_id}/data", path + "?format=ndjson", null);
            JsonObject details = awaitEnd(id);
            assertThat(details.getJsonObject("summary").fieldNames()).containsExactlyInAnyOrder("u", "d");
            assertThat(details.getJsonArray("results")).isNotEmpty();
        }
    }

    private void lists(long id) throws IOException, InterruptedException {
        get("/sessions", "/sessions");
        get("/sessions/complete", "/sessions/complete");
        get("/session/{session_id}", "/session/" + id);
        assertThat((JsonArray) get("/sessions/{session_id}", "/sessions/2026-01-01T00:00:00Z"))
                .isNotEmpty();
    }

    private void ends() throws IOException, InterruptedException {
        assertThat((JsonArray) get("/agents", "/agents")).hasSize(2);
        assertThat((JsonArray) get("/interfaces", "/interfaces")).isNotEmpty();
        assertThat((JsonArray) get("/environments", "/environments")).hasSize(2);
        assertThat((JsonArray)
                        call(200, "POST", "/environments/{environment}/doctor", "/environments/loopback/doctor", null))
                .isNotEmpty();
        get("/health/live", "/health/live");
        get("/health/ready", "/health/ready");
    }

    private void problems(long id) throws IOException, InterruptedException {
        String wrong = "direction=x&bandwidth=0&duration=1&interface=lo&environment=loopback";
        call(400, "POST", "/sessions", "/sessions", wrong, "Content-Type", FORM);
        call(415, "POST", "/sessions", "/sessions", "x", "Content-Type", "text/x");
        String elsewhere = PLAN.replace("loopback", "nowhere") + "&direction=u&duration=1";
        call(422, "POST", "/sessions", "/sessions", elsewhere, "Content-Type", FORM);
        call(404, "GET", "/sessions/{session_id}", "/sessions/1234567890123", null);
        call(400, "GET", "/sessions", "/sessions?limit=x", null);
        call(406, "GET", "/agents", "/agents", null, "Accept", "image/png");
        call(403, "DELETE", "/sessions/{session_id}", "/sessions/" + id, null, "Origin", "http://evil.example");
        call(422, "POST", "/environments/{environment}/doctor", "/environments/nowhere/doctor", null);
    }

    @Test
    void wouldBeSeenToBeWrong() {
        JsonObject change = new JsonObject().put("session_id", 1795348800123L).put("state", "running");
        assertThat(contract.faults(Contract.named("StateChange"), change)).isEmpty();
        for (JsonObject wrong : Arrays.asList(
                change.copy().put("state", "asleep"),
                change.copy().put("state", 7),
                change.copy().put("unheard_of", 1),
                new JsonObject().put("state", "running"),
                change.copy().put("cause", new JsonObject().put("code", "x")))) {
            assertThat(contract.faults(Contract.named("StateChange"), wrong))
                    .as("%s", wrong)
                    .isNotEmpty();
        }
        JsonArray details = new JsonArray().add(change);
        assertThat(contract.faults(Contract.named("SessionDetails"), details)).isNotEmpty();
    }
}
