package ranload.controller.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.cli.rest.RestFailure.FieldFault;
import ranload.controller.cli.rest.ScriptedController.Answer;
import ranload.session.SessionId;

@Timeout(120)
class ControllerClientTest {
    @Test
    void answersTheIdOfTheSessionItCreated() throws Exception {
        try (ScriptedController controller =
                new ScriptedController(new Answer(201, "{\"session_id\":1795348800123}", false))) {
            assertThat(controller.client().create(Map.of("direction", "u")))
                    .isEqualTo(new SessionId(1_795_348_800_123L));
            assertThat(controller.requests()).containsExactly("POST /sessions");
        }
    }

    @Test
    void namesTheFieldsThatAControllerRefuses() throws Exception {
        String problem =
                "{\"status\":400,\"detail\":\"d\",\"errors\":[{\"field\":\"tos\",\"detail\":\"must be 0 to 255\"}]}";
        try (ScriptedController controller = new ScriptedController(new Answer(400, problem, false))) {
            assertThatThrownBy(() -> controller.client().create(Map.of()))
                    .asInstanceOf(type(RestFailure.class))
                    .satisfies(failure -> {
                        assertThat(failure.status()).isEqualTo(400);
                        assertThat(failure.faults()).containsExactly(new FieldFault("tos", "must be 0 to 255"));
                    });
        }
    }

    @Test
    void doubtsThatAnAnswerWithoutAProblemComesFromAController() throws Exception {
        try (ScriptedController controller = new ScriptedController(new Answer(502, "<html>", false))) {
            assertThatThrownBy(() -> controller.client().details(new SessionId(7)))
                    .hasMessage("HTTP status 502, is this a controller?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unix:",
                "unix:relative.sock",
                "localhost:8080",
                "ftp://host",
                "http://",
                "http://host?x=1",
                "http://a b"
            })
    void refusesAnAddressThatIsNoUrlOfAController(String text) {
        assertThatThrownBy(() -> ControllerAddress.parse(text, null, null))
                .hasMessage("must be a URL such as http://127.0.0.1:8080, or unix:/path/of/socket, got '" + text + "'");
    }

    @Test
    void asksAControllerThatListensOnASocket(@TempDir Path folder) {
        Path socket = folder.resolve("controller.sock");
        Vertx vertx = Vertx.vertx();
        try {
            vertx.createHttpServer()
                    .requestHandler(request -> request.response().end("[\"" + request.path() + "\"]"))
                    .listen(SocketAddress.domainSocketAddress(socket.toString()))
                    .await();
            ControllerAddress address = ControllerAddress.parse("unix:" + socket, null, null);

            JsonArray answer = new ControllerClient(vertx, address).list("/environments", Map.of());

            assertThat(answer).containsExactly("/environments");
            assertThat(address).hasToString("unix:" + socket);
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void keepsThePathThatAProxyServesAControllerUnder() {
        ControllerAddress address = ControllerAddress.parse("https://[2001:db8::1]/ran/", null, null);

        assertThat(address.host()).isEqualTo("2001:db8::1");
        assertThat(address.port()).isEqualTo(443);
        assertThat(address.path("/sessions")).isEqualTo("/ran/sessions");
    }
}
