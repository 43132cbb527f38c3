package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** Every call that reads, by curl. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingTest {
    private RunningApi api;
    private SessionId ended;
    private SessionId failed;
    private SessionId running;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new RunningApi(folder, RunningApi.ANY_PORT, new NoAgents());
        ended = api.seed("office", "first <b>");
        for (int interval = 1; interval <= 3; interval++) {
            api.receive(ended, Direction.DOWNSTREAM, interval, 100L * interval);
            api.send(ended, Direction.DOWNSTREAM, interval, 100L * interval);
            api.receive(ended, Direction.UPSTREAM, interval, 50);
        }
        api.state(ended, SessionState.COMPLETE, null);
        failed = api.seed("lab", "second");
        api.state(failed, SessionState.FAILED, Failure.of("port_in_use", "port 5001 is taken"));
        running = api.seed("lab", "third");
        api.state(running, SessionState.RUNNING, null);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Curl.Answer get(String path, String... more) throws Exception {
        String[] arguments = java.util.Arrays.copyOf(more, more.length + 1);
        arguments[more.length] = api.url(path);
        return Curl.run(arguments);
    }

    private List<Long> ids(String path) throws Exception {
        Curl.Answer answer = get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        return answer.array().stream()
                .map(session -> ((JsonObject) session).getLong("session_id"))
                .toList();
    }

    @Test
    void listsSessionsNewestFirst() throws Exception {
        assertThat(ids("/sessions")).containsExactly(running.value(), failed.value(), ended.value());
        assertThat(ids("/sessions/")).hasSize(3);
    }

    @Test
    void tellsEndedSessionsFromOnesThatGoOn() throws Exception {
        assertThat(ids("/sessions/complete")).containsExactly(failed.value(), ended.value());
        assertThat(ids("/sessions/active")).containsExactly(running.value());
    }

    @Test
    void narrowsAList() throws Exception {
        assertThat(ids("/sessions?limit=2")).containsExactly(running.value(), failed.value());
        assertThat(ids("/sessions?environment=lab")).containsExactly(running.value(), failed.value());
        assertThat(ids("/sessions?label=first%20%3Cb%3E")).containsExactly(ended.value());
        assertThat(ids("/sessions?state=failed")).containsExactly(failed.value());
        assertThat(ids("/sessions?before=" + running)).containsExactly(failed.value(), ended.value());
        assertThat(ids("/sessions?after=" + ended)).containsExactly(running.value(), failed.value());
        assertThat(ids("/sessions?after=20261122100001")).isEmpty();
        assertThat(ids("/sessions?before=2026-11-22T10:00:01Z&limit=1")).containsExactly(running.value());
    }

    @Test
    void listsSessionsWithRowsAfterATime() throws Exception {
        assertThat(ids("/sessions/20261122100002")).containsExactly(ended.value());
        assertThat(ids("/sessions/20261122100003")).isEmpty();
        assertThat(ids("/sessions/2026-11-22T10:00:02.999Z")).containsExactly(ended.value());
        assertThat(ids("/sessions/2026-11-22T12:00:02.999%2B02:00")).containsExactly(ended.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sessions/", "/session/"})
    void showsASession(String prefix) throws Exception {
        JsonObject details = get(prefix + failed).json();
        assertThat(details.getLong("session_id")).isEqualTo(failed.value());
        assertThat(details.getString("state")).isEqualTo("failed");
        assertThat(details.getJsonObject("cause").getString("code")).isEqualTo("port_in_use");
        assertThat(details.containsKey("summary")).isTrue();
    }

    @Test
    void givesRowsAsJson() throws Exception {
        Curl.Answer answer = get("/sessions/" + ended + "/data");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.array()).hasSize(6);
        JsonObject first = answer.array().getJsonObject(0);
        assertThat(first.getString("record_type")).isEqualTo("d");
        assertThat(first.getLong("total_bytes")).isEqualTo(100_000);
        assertThat(first.getLong("throughput")).isEqualTo(800_000);
        assertThat(get("/sessions/" + running + "/data").array()).isEmpty();
    }

    @Test
    void givesRowsAsLinesByAcceptOrByFormat() throws Exception {
        Curl.Answer lines = get("/sessions/" + ended + "/data", "-H", "Accept: application/x-ndjson");
        assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(lines.lines()).hasSize(6).allSatisfy(line -> assertThat(new JsonObject(line))
                .isNotEmpty());
        assertThat(get("/sessions/" + ended + "/data?format=ndjson").body()).isEqualTo(lines.body());
    }

    @Test
    void givesRowsAsCsvWithTheOriginalColumnsFirst() throws Exception {
        Curl.Answer csv = get("/sessions/" + ended + "/data?format=csv");
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(csv.lines()).hasSize(7);
        assertThat(csv.lines().get(0))
                .startsWith("Timestamp,Record Type,Sample Duration,Total Bytes,Throughput,Jitter,Errors,Packets Sent,"
                        + "Packet Error Rate,Packets Out Of Order");
        assertThat(get("/sessions/" + ended + "/data", "-H", "Accept: text/csv;q=1, */*;q=0.1")
                        .body())
                .isEqualTo(csv.body());
    }

    @Test
    void givesRowsAfterATime() throws Exception {
        assertThat(get("/sessions/" + ended + "/data?after=20261122100002").array())
                .hasSize(2);
        assertThat(get("/sessions/" + ended + "/data?after=2026-11-22T10:00:00.500Z&format=ndjson")
                        .lines())
                .hasSize(6);
    }

    @Test
    void answersForHeadersAlone() throws Exception {
        for (String path : List.of("/sessions", "/sessions/" + ended + "/data", "/", "/openapi.yaml", "/metrics")) {
            Curl.Answer head = get(path, "-I");
            assertThat(head.status()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void namesWhatCanBeChosen() throws Exception {
        assertThat(get("/environments").array().getJsonObject(0).getString("name"))
                .isEqualTo("loopback");
        assertThat(get("/environments/").status()).isEqualTo(200);
        assertThat(get("/agents").status()).isEqualTo(200);
        Curl.Answer nics = get("/interfaces");
        assertThat(nics.status()).isEqualTo(503);
        assertThat(nics.json().getString("code")).isEqualTo("agent_start_failed");
    }

    @Test
    void servesThePageAndWhatItNeedsWithoutForeignParts() throws Exception {
        Curl.Answer page = get("/");
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'");
        assertThat(page.body()).doesNotContain("http://", "https://", "<script>", "onclick", "style=");
        for (String document : List.of("/show/" + ended, "/compare/1,2", "/api")) {
            assertThat(get(document).header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(get(document).body()).doesNotContain("http://", "https://", "<script>", "onclick", "style=");
        }
        for (String module : PageFiles.MODULES) {
            Curl.Answer file = get("/page/" + module);
            assertThat(file.header("Content-Type")).as(module).startsWith("text/javascript");
            assertThat(file.body()).as(module).doesNotContain("innerHTML", "document.write", "eval(", "http");
        }
        assertThat(get("/page/uplot.js").body()).contains("var uPlot");
        assertThat(get("/page/swagger-ui.js").body()).contains("SwaggerUIBundle");
        assertThat(get("/page/swagger-ui.css").status()).isEqualTo(200);
        assertThat(get("/page/style.css").header("Content-Type")).startsWith("text/css");
        assertThat(get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
    }

    @Test
    void sendsAFileOfThePageOnceToWhoeverKeepsIt() throws Exception {
        Curl.Answer first = get("/page/home.js");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(get("/page/home.js", "-H", "If-None-Match: " + first.header("ETag"))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void servesEveryFileThatThePageIsMadeOf() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/webroot/page"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(PageFiles.resource(name)).contains("webroot/page/" + name));
        }
    }

    @Test
    void tellsItsHealthAndItsMetrics() throws Exception {
        assertThat(get("/health/live").json()).isEqualTo(new JsonObject("{\"status\":\"UP\"}"));
        assertThat(get("/health/ready").json()).isEqualTo(new JsonObject("{\"status\":\"UP\"}"));
        assertThat(get("/metrics").lines())
                .contains(
                        "ranload_sessions{state=\"running\"} 1.0",
                        "ranload_sessions_ended_total{state=\"failed\"} 1.0",
                        "ranload_rows_committed_total 9.0",
                        "ranload_commit_seconds_count 9")
                .noneMatch(line -> line.contains(ended.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "/sessions/1, 404, not_found, ''",
        "/session/1, 404, not_found, ''",
        "/sessions/1/data, 404, not_found, ''",
        "/sessions/1/live, 404, not_found, ''",
        "/sessions/x/report, 400, invalid_field, session_id",
        "/live?last=0, 400, invalid_field, last",
        "/live?last=3601, 400, invalid_field, last",
        "/live?first=1, 400, invalid_field, first",
        "/nothing, 404, not_found, ''",
        "/sessions/1/other, 404, not_found, ''",
        "/page/index.html, 404, not_found, ''",
        "/page/..%2fopenapi.yaml, 404, not_found, ''",
        "/page/%2e%2e/db/V1__sessions.sql, 404, not_found, ''",
        "/sessions/0, 400, invalid_field, session_id",
        "/sessions/-1, 400, invalid_field, session_id",
        "/sessions/abc, 400, invalid_field, session_id",
        "/sessions/1.5, 400, invalid_field, session_id",
        "/sessions/99999999999999999999, 400, invalid_field, session_id",
        "/sessions/20261332100000, 400, invalid_field, session_id",
        "/sessions/2026-13-22T10:00:00Z, 400, invalid_field, session_id",
        "/sessions/%D9%A1%D9%A2, 400, invalid_field, session_id",
        "/sessions/1%27%20OR%201=1, 400, invalid_field, session_id",
        "/sessions/x/data, 400, invalid_field, session_id",
        "/sessions/x/live, 400, invalid_field, session_id",
        "/sessions?limit=0, 400, invalid_field, limit",
        "/sessions?limit=ten, 400, invalid_field, limit",
        "/sessions?limit=1&limit=2, 400, invalid_field, limit",
        "/sessions?state=done, 400, invalid_field, state",
        "/sessions?before=yesterday, 400, invalid_field, before",
        "/sessions?after=0, 400, invalid_field, after",
        "/sessions?enviroment=lab, 400, invalid_field, enviroment",
        "/sessions/1/data?format=xml, 400, invalid_field, format",
        "/sessions/1/data?after=now, 400, invalid_field, after",
        "/sessions/1?limit=1, 400, invalid_field, limit",
    })
    void namesWhatIsWrong(String path, int status, String code, String field) throws Exception {
        Curl.Answer answer = get(path, "--path-as-is");
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonObject problem = answer.json();
        assertThat(problem.getString("type")).isEqualTo("urn:ranload:problem:" + code);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getString("field", "")).isEqualTo(field);
    }

    @Test
    void namesTheNearestRightParameter() throws Exception {
        assertThat(get("/sessions?enviroment=lab").json().getString("detail")).contains("did you mean environment?");
    }

    @ParameterizedTest
    @CsvSource({
        "/sessions, text/csv",
        "/sessions/complete, text/html",
        "/environments, image/png",
        "/sessions/1/data, application/xml",
        "/sessions/1/live, application/json",
    })
    void refusesARepresentationThatItDoesNotHave(String path, String accept) throws Exception {
        Curl.Answer answer = get(path, "-H", "Accept: " + accept);
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.json().getString("code")).isEqualTo("not_acceptable");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /sessions, 'GET, HEAD, POST'",
        "GET, /session, 'POST'",
        "POST, /sessions/complete, 'GET, HEAD'",
        "DELETE, /sessions/active, 'GET, HEAD'",
        "PATCH, /sessions/1, 'GET, HEAD, DELETE'",
        "POST, /sessions/1/data, 'GET, HEAD'",
        "POST, /, 'GET, HEAD'",
        "TRACE, /metrics, 'GET, HEAD'",
    })
    void namesTheMethodsOfAnAddress(String method, String path, String allowed) throws Exception {
        Curl.Answer answer = get(path, "-X", method);
        assertThat(answer.status()).as(answer.body()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
        assertThat(answer.json().getString("code")).isEqualTo("method_not_allowed");
    }

    @Test
    void refusesAnAddressAndHeadersThatAreTooLong() throws Exception {
        Curl.Answer uri = get("/sessions?label=" + "x".repeat(5000));
        assertThat(uri.status()).isEqualTo(414);
        assertThat(uri.header("Content-Type")).isEqualTo("application/problem+json");
        Curl.Answer headers = get("/sessions", "-H", "X-Long: " + "x".repeat(9000));
        assertThat(headers.status()).isEqualTo(431);
        assertThat(headers.json().getString("code")).isEqualTo("headers_too_large");
    }

    @Test
    void refusesABrokenEscape() throws Exception {
        assertThat(get("/sessions?label=%zz").status()).isEqualTo(400);
        assertThat(get("/sessions/%zz").status()).isEqualTo(400);
    }
}
