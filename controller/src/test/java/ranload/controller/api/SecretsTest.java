package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import ranload.bus.AgentCommand;
import ranload.controller.config.HttpConfig;
import ranload.controller.config.TokenFile;
import ranload.controller.session.FakeHosts;

/** Plants secrets and looks for them where they must not be. */
@Timeout(120)
class SecretsTest {
    private static final String FORM = "direction=u&bandwidth=10&duration=2&interface=lo&environment=loopback";
    private static final String WRONG_TOKEN = "canary0123456789canary";

    @TempDir
    Path folder;

    @Test
    void showsNoTokenAndNoSessionKeyInAnswersLogsOrTheDatabase() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path tokens = folder.resolve("tokens");
        String token = TokenFile.add(tokens, "canary", "operator");
        Set<String> sessionKeys = ConcurrentHashMap.newKeySet();
        StringBuilder answers = new StringBuilder();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.DEBUG);
        HttpConfig http = new HttpConfig("127.0.0.1", 0, null, null, tokens, false);
        try (FakeHosts hosts = new FakeHosts();
                RunningApi api = new RunningApi(data, http, hosts)) {
            api.vertx.eventBus().addOutboundInterceptor(delivery -> {
                if (delivery.body() instanceof AgentCommand.Prepare prepare) {
                    sessionKeys.add(prepare.sessionKey());
                }
                delivery.next();
            });
            Curl.Answer created = call(api, token, "/session/", "-d", FORM);
            assertThat(created.status()).as(created.body()).isEqualTo(201);
            String session = "/sessions/" + created.json().getLong("session_id");
            await().until(() -> call(api, token, session).json().getString("state"), "complete"::equals);
            for (String path : List.of(
                    session,
                    session + "/data",
                    session + "/live",
                    "/sessions",
                    "/environments",
                    "/agents",
                    "/interfaces",
                    "/metrics",
                    "/health/ready",
                    "/openapi.yaml",
                    "/",
                    "/nothing")) {
                answers.append(everything(call(api, token, path)));
                answers.append(everything(call(api, WRONG_TOKEN, path)));
            }
            answers.append(everything(call(api, token, session, "-X", "DELETE")));
            answers.append(everything(call(api, token, "/session/", "-d", FORM + "&tos=x")));
            answers.append(everything(call(api, WRONG_TOKEN, "/session/", "-d", FORM)));
        } finally {
            root.setLevel(level);
            root.detachAppender(log);
        }

        assertThat(sessionKeys)
                .as("the key goes to both agents, and to nobody else")
                .hasSize(1);
        List<String> secrets = new ArrayList<>(sessionKeys);
        secrets.add(token);
        secrets.add(WRONG_TOKEN);
        assertThat(log.list).as("the log was heard").isNotEmpty();
        for (String secret : secrets) {
            assertThat(answers).doesNotContain(secret);
            assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains(secret));
            assertThat(files(folder)).isNotEmpty().noneMatch(file -> contains(file, secret));
        }
    }

    private static Curl.Answer call(RunningApi api, String token, String path, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("-H", "Authorization: Bearer " + token, api.url(path)));
        return Curl.run(arguments.toArray(String[]::new));
    }

    private static String everything(Curl.Answer answer) {
        return answer.toString();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean contains(Path file, String secret) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
