package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.session.FakeHosts;

/** Every call that starts or stops something, by curl, with agents without sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritingTest {
    private static final String FORM = "direction=d&bandwidth=10&duration=5&interface=lo&environment=loopback";
    private static final String LONG_FORM = FORM.replace("duration=5", "duration=3000");

    private FakeHosts hosts;
    private RunningApi api;

    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        hosts = new FakeHosts();
        api = new RunningApi(folder, RunningApi.ANY_PORT, hosts);
    }

    @AfterAll
    void stop() {
        api.close();
        hosts.close();
    }

    private Curl.Answer call(String path, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add(api.url(path));
        return Curl.run(arguments.toArray(String[]::new));
    }

    private long start(String form) throws Exception {
        Curl.Answer answer = call("/session/", "-d", form);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().getLong("session_id");
    }

    private JsonObject details(long id) throws Exception {
        return call("/sessions/" + id).json();
    }

    private void awaitState(long id, String state) {
        await().until(() -> details(id).getString("state").equals(state));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/session/", "/session", "/sessions", "/sessions/"})
    void startsASessionByAFormAndRunsItToItsEnd(String path) throws Exception {
        Curl.Answer answer = call(path, "-d", FORM);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        long id = answer.json().getLong("session_id");
        assertThat(answer.json().fieldNames()).containsExactly("session_id");
        assertThat(answer.header("Location")).isEqualTo("/sessions/" + id);
        awaitState(id, "complete");
        JsonArray rows = call("/sessions/" + id + "/data").array();
        assertThat(rows).hasSize(5);
        Curl.Answer events = call("/sessions/" + id + "/live", "-N");
        assertThat(events.lines().stream().filter("event: row"::equals)).hasSize(5);
        assertThat(events.body()).contains("\"state\":\"complete\"");
    }

    @Test
    void erasesASessionThatHasEndedWithAllThatIsStoredOfIt() throws Exception {
        long id = start(FORM);
        awaitState(id, "complete");
        long other = start(FORM);
        awaitState(other, "complete");
        assertThat(call("/sessions/" + id + "/record", "-X", "DELETE").status()).isEqualTo(204);
        for (String path : List.of("", "/data", "/live", "/report")) {
            assertThat(call("/sessions/" + id + path).status()).as(path).isEqualTo(404);
        }
        assertThat(call("/sessions/" + id + "/record", "-X", "DELETE").status()).isEqualTo(404);
        assertThat(call("/sessions/" + other + "/data").array()).hasSize(5);
    }

    @Test
    void keepsASessionThatRuns() throws Exception {
        long id = start(LONG_FORM);
        awaitState(id, "running");
        Curl.Answer refused = call("/sessions/" + id + "/record", "-X", "DELETE");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("code")).isEqualTo("not_ended");
        assertThat(call("/sessions/" + id, "-X", "DELETE").status()).isEqualTo(200);
    }

    @Test
    void walksTheWayToAFarEnd() throws Exception {
        Curl.Answer walked = call("/environments/loopback/doctor", "-X", "POST");
        assertThat(walked.array())
                .containsExactly(new JsonObject(
                        "{\"name\":\"agent\",\"ok\":true,\"finding\":\"it starts and ends here\",\"cure\":\"\"}"));
        assertThat(call("/environments/nowhere/doctor", "-X", "POST").status()).isEqualTo(422);
        assertThat(call("/environments/loopback/doctor?nic=lo", "-X", "POST").status())
                .isEqualTo(400);
    }

    @Test
    void takesEveryFieldAsMultipart() throws Exception {
        Curl.Answer answer = call(
                "/session/",
                "-F",
                "direction=b",
                "-F",
                "bandwidth=2.5",
                "-F",
                "duration=1",
                "-F",
                "interface=lo",
                "-F",
                "enviornment=loopback",
                "-F",
                "datagram-size=900",
                "-F",
                "remote_port=5001",
                "-F",
                "local_port=5002",
                "-F",
                "tos=184",
                "-F",
                "protocol=tcp",
                "-F",
                "streams=2",
                "-F",
                "omit=1",
                "-F",
                "label=roof ü",
                "-F",
                "max_burst=0",
                "-F",
                "pacing=precise");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        JsonObject details = details(answer.json().getLong("session_id"));
        assertThat(details.getString("environment")).isEqualTo("loopback");
        assertThat(details.getInteger("datagram_size")).isEqualTo(900);
        assertThat(details.getInteger("tos")).isEqualTo(184);
        assertThat(details.getString("protocol")).isEqualTo("tcp");
        assertThat(details.getInteger("streams")).isEqualTo(2);
        assertThat(details.getInteger("omit")).isEqualTo(1);
        assertThat(details.getString("label")).isEqualTo("roof ü");
        assertThat(details.getInteger("max_burst")).isZero();
        assertThat(details.getString("pacing")).isEqualTo("precise");
        JsonObject stream =
                details.getJsonObject("plan").getJsonArray("streams").getJsonObject(1);
        assertThat(stream.getInteger("max_burst")).isZero();
        assertThat(stream.getString("pacing")).isEqualTo("precise");
        assertThat(details.getDouble("bandwidth")).isEqualTo(2.5);
    }

    @Test
    void takesJson() throws Exception {
        Curl.Answer answer = call(
                "/session/",
                "-H",
                "Content-Type: application/json; charset=utf-8",
                "-d",
                "{\"direction\":\"u\",\"bandwidth\":12.25,\"duration\":1,\"interface\":\"lo\",\"environment\":\"loopback\","
                        + "\"tos\":null,\"streams\":\"3\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        JsonObject details = details(answer.json().getLong("session_id"));
        assertThat(details.getDouble("bandwidth")).isEqualTo(12.25);
        assertThat(details.getInteger("streams")).isEqualTo(3);
    }

    @Test
    void answersWithTheBareIdForPlainText() throws Exception {
        Curl.Answer answer = call("/session/", "-H", "Accept: text/plain", "-d", FORM);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.body()).matches("[0-9]{13}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sessions/", "/session/"})
    void stopsASessionAndAnswersWithItsDetails(String prefix) throws Exception {
        long id = start(LONG_FORM);
        awaitState(id, "running");
        assertThat(call("/sessions/active").body()).contains(Long.toString(id));
        Curl.Answer stopped = call(prefix + id, "-X", "DELETE");
        assertThat(stopped.status()).as(stopped.body()).isEqualTo(200);
        assertThat(stopped.json().getString("state")).isEqualTo("stopped");
        assertThat(stopped.json().getLong("session_id")).isEqualTo(id);
        Curl.Answer again = call(prefix + id, "-X", "DELETE");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(stopped.json());
    }

    @Test
    void stopsASessionThatIsStillBeingPrepared() throws Exception {
        long id = start(LONG_FORM);
        assertThat(call("/sessions/" + id, "-X", "DELETE").json().getString("state"))
                .isEqualTo("stopped");
    }

    @Test
    void namesAnUnknownSessionWhenItShouldStop() throws Exception {
        assertThat(call("/sessions/1", "-X", "DELETE").status()).isEqualTo(404);
        assertThat(call("/sessions/x", "-X", "DELETE").status()).isEqualTo(400);
    }

    @Test
    void listsNicsAndAgents() throws Exception {
        JsonArray nics = call("/interfaces").array();
        assertThat(nics.stream().map(nic -> ((JsonObject) nic).getString("name")))
                .contains("lo");
        assertThat(call("/agents").array().getJsonObject(0).getString("agent_id"))
                .isNotBlank();
    }

    @Test
    void listsWhatCanBeChosenInsteadOfSomethingUnknown() throws Exception {
        Curl.Answer environment = call("/session/", "-d", FORM.replace("loopback", "8.8.8.8"));
        assertThat(environment.status()).as(environment.body()).isEqualTo(422);
        assertThat(environment.json().getString("field")).isEqualTo("environment");
        assertThat(environment.json().getJsonArray("known")).containsExactly("loopback");
        Curl.Answer nic = call("/session/", "-d", FORM.replace("interface=lo", "interface=wwan9"));
        assertThat(nic.status()).as(nic.body()).isEqualTo(422);
        assertThat(nic.json().getString("code")).isEqualTo("unknown_interface");
        assertThat(nic.json().getString("field")).isEqualTo("interface");
        assertThat(nic.json().getJsonArray("known")).contains("lo");
    }

    @Test
    void namesTheLimitThatIsExceeded() throws Exception {
        Curl.Answer rate = call("/session/", "-d", FORM.replace("bandwidth=10", "bandwidth=1001"));
        assertThat(rate.status()).isEqualTo(400);
        assertThat(rate.json().getString("field")).isEqualTo("bandwidth");
        assertThat(call("/session/", "-d", FORM.replace("duration=5", "duration=3601"))
                        .json()
                        .getString("field"))
                .isEqualTo("duration");
    }

    @Tag("fault")
    @DisplayName("fault 32: a wrong value is 400 with the name of its field")
    @ParameterizedTest
    @CsvSource({
        "bandwidth=NaN, bandwidth",
        "bandwidth=1e999, bandwidth",
        "bandwidth=-1, bandwidth",
        "bandwidth=%D9%A1%D9%A0, bandwidth",
        "duration=99999999999999999999999, duration",
        "duration=, duration",
        "streams=%24%28touch%20/tmp/pwn%29, streams",
        "colour=red, colour",
        "max_burst=50001, max_burst",
        "pacing=fast, pacing",
    })
    void namesAWrongField(String change, String field) throws Exception {
        String name = change.substring(0, change.indexOf('='));
        String form = FORM.replaceAll("(^|&)" + name + "=[^&]*", "") + "&" + change;
        Curl.Answer answer = call("/session/", "-d", form);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getString("field")).isEqualTo(field);
        assertThat(answer.json().getJsonArray("errors")).hasSize(1);
    }

    @Tag("fault")
    @DisplayName("fault 32: all wrong and missing fields are named at once")
    @Test
    void namesAllWrongFieldsInOneAnswer() throws Exception {
        JsonArray errors =
                call("/session/", "-d", "direction=x&tos=-1&bandwith=3").json().getJsonArray("errors");
        assertThat(errors.stream().map(error -> ((JsonObject) error).getString("field")))
                .containsExactlyInAnyOrder(
                        "bandwith", "direction", "bandwidth", "duration", "interface", "environment", "tos");
        assertThat(errors.encode()).contains("did you mean bandwidth?");
        assertThat(call("/session/", "-X", "POST").json().getJsonArray("errors"))
                .hasSize(5);
    }

    @Tag("fault")
    @DisplayName("fault 32: a broken body is 400 that says what is wrong")
    @Test
    void namesWhatIsWrongWithABody() throws Exception {
        assertThat(call("/session/", "-H", "Content-Type: application/json", "-d", "{broken")
                        .json()
                        .getString("detail"))
                .contains("line 1");
        Curl.Answer noBoundary = call("/session/", "-H", "Content-Type: multipart/form-data", "-d", "x");
        assertThat(noBoundary.status()).isEqualTo(400);
        assertThat(noBoundary.json().getString("detail")).contains("boundary");
        Curl.Answer badEscape = call("/session/", "-d", "direction=%zz");
        assertThat(badEscape.status()).isEqualTo(400);
        assertThat(badEscape.header("Content-Type")).isEqualTo("application/problem+json");
        Curl.Answer longField = call("/session/", "-d", FORM + "&label=" + "x".repeat(9000));
        assertThat(longField.status()).isEqualTo(400);
        Curl.Answer manyFields = call("/session/", "-d", "a=1&".repeat(100) + FORM);
        assertThat(manyFields.status()).isEqualTo(400);
    }

    @Test
    void refusesABodyOfAnotherType() throws Exception {
        for (String type : List.of("text/plain", "application/xml", "application/jsonx")) {
            Curl.Answer answer = call("/session/", "-H", "Content-Type: " + type, "-d", FORM);
            assertThat(answer.status()).as(type).isEqualTo(415);
            assertThat(answer.json().getString("detail")).contains("application/x-www-form-urlencoded");
        }
        assertThat(call("/session/", "-H", "Content-Type:", "-d", FORM).status())
                .isEqualTo(415);
        assertThat(call("/session/", "-H", "Accept: text/csv", "-d", FORM).status())
                .isEqualTo(406);
    }

    @Tag("fault")
    @DisplayName("fault 33: a huge body, or one that claims to be, is 413")
    @Test
    void refusesAHugeBodyAndOneThatClaimsToBe() throws Exception {
        Path huge = Files.writeString(folder.resolve("huge"), "label=" + "x".repeat(70_000));
        Curl.Answer answer = call("/session/", "--data-binary", "@" + huge);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().getString("code")).isEqualTo("too_large");
        Curl.Answer chunked = call(
                "/session/",
                "-H",
                "Content-Type: application/json",
                "-H",
                "Transfer-Encoding: chunked",
                "--data-binary",
                "@" + huge);
        assertThat(chunked.status()).isEqualTo(413);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
            OutputStream out = socket.getOutputStream();
            String head = String.join(
                    "\r\n",
                    "POST /session/ HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json",
                    "Content-Length: 1000000000000",
                    "",
                    "");
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(30_000);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).startsWith("HTTP/1.1 413 ").contains("too_large");
        }
    }

    @Tag("fault")
    @DisplayName("fault 30: the same Idempotency-Key gives one session and the same answer, other fields are 422")
    @Test
    void startsOneSessionForARepeatedRequest() throws Exception {
        String[] request = {"-H", "Idempotency-Key: try-1", "-d", FORM + "&label=once"};
        Curl.Answer first = call("/session/", request);
        Curl.Answer second = call("/session/", request);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(call("/sessions?label=once").array()).hasSize(1);
        Curl.Answer other = call("/session/", "-H", "Idempotency-Key: try-1", "-d", FORM + "&label=other");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().getString("code")).isEqualTo("idempotency_key_reused");
    }

    @Test
    @Tag("fault")
    @DisplayName("fault 30: the same Idempotency-Key at the same time gives one session")
    void startsOneSessionForRequestsThatComeTogether() throws Exception {
        List<Process> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(Curl.start(
                    "-H", "Idempotency-Key: together", "-d", FORM + "&label=together", api.url("/session/")));
        }
        Set<String> answers = new HashSet<>();
        for (Process call : calls) {
            String answer = new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 201 ");
            answers.add(answer.substring(answer.indexOf("{")));
        }
        assertThat(answers).hasSize(1);
        assertThat(call("/sessions?label=together").array()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1.evil.example", "http://localhost:1"})
    void refusesToStartForPagesOfOtherOrigins(String origin) throws Exception {
        Curl.Answer answer = call("/session/", "-H", "Origin: " + origin, "-d", FORM);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().getString("code")).isEqualTo("foreign_origin");
        assertThat(call("/sessions/1", "-X", "DELETE", "-H", "Origin: " + origin)
                        .status())
                .isEqualTo(403);
        assertThat(call("/session/", "-H", "Sec-Fetch-Site: cross-site", "-d", FORM)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void startsForItsOwnPage() throws Exception {
        String own = "http://127.0.0.1:" + api.server.port();
        assertThat(call("/session/", "-H", "Origin: " + own, "-H", "Sec-Fetch-Site: same-origin", "-d", FORM)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesAForeignHost() throws Exception {
        Curl.Answer answer = call("/sessions", "-H", "Host: evil.example");
        assertThat(answer.status()).isEqualTo(421);
        assertThat(call("/sessions", "-H", "Host: localhost:" + api.server.port())
                        .status())
                .isEqualTo(200);
    }
}
