package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.controller.config.HttpConfig;
import ranload.controller.config.TokenFile;

/** How the controller listens elsewhere than on plain loopback, by curl. */
class GuardedTest {
    private static final String VIEWER = "0123456789abcdef";
    private static final String OPERATOR = "fedcba9876543210";
    private static final String AGENT = "c0ffee9876543210";

    @TempDir
    Path folder;

    private Path tokenFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokens"),
                "viewer guest sha256:" + TokenFile.hash(VIEWER) + "\noperator me sha256:" + TokenFile.hash(OPERATOR)
                        + "\nagent car sha256:" + TokenFile.hash(AGENT) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static int status(String url, String token, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(more));
        if (token != null) {
            arguments.add("-H");
            arguments.add("Authorization: Bearer " + token);
        }
        arguments.add(url);
        return Curl.run(arguments.toArray(String[]::new)).status();
    }

    @Test
    void asksForATokenOverTlsOnTheNetwork() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        HttpConfig http = new HttpConfig(
                "0.0.0.0",
                0,
                null,
                new HttpConfig.TlsConfig(Path.of(certificate.certificatePath()), Path.of(certificate.privateKeyPath())),
                tokenFile(),
                false);
        try (RunningApi api = new RunningApi(folder, http, new NoAgents())) {
            String url = "https://localhost:" + api.server.port();
            String[] trust = {"--cacert", certificate.certificatePath()};
            assertThat(status(url + "/sessions", null, trust)).isEqualTo(401);
            assertThat(status(url + "/sessions", "wrong" + VIEWER, trust)).isEqualTo(401);
            assertThat(status(url + "/sessions", AGENT, trust)).isEqualTo(401);
            assertThat(status(url + "/sessions", VIEWER, trust)).isEqualTo(200);
            assertThat(status(url + "/metrics", null, trust)).isEqualTo(401);
            assertThat(status(url + "/sessions/1/live", null, trust)).isEqualTo(401);
            assertThat(status(url + "/eventbus/info", null, trust)).isEqualTo(401);
            assertThat(status(url + "/eventbus/info", VIEWER, trust)).isEqualTo(200);
            for (String open : List.of("/", "/openapi.yaml", "/health/live", "/health/ready")) {
                assertThat(status(url + open, null, trust)).as(open).isEqualTo(200);
            }
            String[] delete = {"--cacert", certificate.certificatePath(), "-X", "DELETE"};
            assertThat(status(url + "/sessions/1", VIEWER, delete)).isEqualTo(403);
            assertThat(status(url + "/sessions/1", OPERATOR, delete)).isEqualTo(404);
            assertThatThrownBy(() -> status("http://localhost:" + api.server.port() + "/sessions", VIEWER))
                    .isInstanceOf(IOException.class);
        } finally {
            certificate.delete();
        }
    }

    @Test
    void refusesToListenWithAKeyThatEverybodyMayUse() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        Path key = Path.of(certificate.privateKeyPath());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        HttpConfig http = new HttpConfig(
                "127.0.0.1",
                0,
                null,
                new HttpConfig.TlsConfig(Path.of(certificate.certificatePath()), key),
                null,
                false);
        try {
            assertThatThrownBy(() -> new RunningApi(folder, http, new NoAgents()))
                    .hasStackTraceContaining("everybody on this host may use the key " + key)
                    .hasStackTraceContaining("chmod o= " + key);
        } finally {
            certificate.delete();
        }
    }

    @Test
    void tellsAClientWithoutATokenHowToShowOne() throws Exception {
        HttpConfig http = new HttpConfig("127.0.0.1", 0, null, null, tokenFile(), false);
        try (RunningApi api = new RunningApi(folder, http, new NoAgents())) {
            Curl.Answer answer = Curl.run(api.url("/sessions"));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(answer.json().getString("detail")).contains("Authorization: Bearer");
        }
    }

    @Test
    void isNobodyElsesHostOnTheNetworkWithoutTokens() throws Exception {
        HttpConfig http = new HttpConfig("0.0.0.0", 0, null, null, null, true);
        try (RunningApi api = new RunningApi(folder, http, new NoAgents())) {
            String url = "http://127.0.0.1:" + api.server.port() + "/sessions";
            assertThat(status(url, null)).isEqualTo(200);
            assertThat(status(url, null, "-H", "Host: 192.0.2.7:8080")).isEqualTo(200);
            assertThat(status(url, null, "-H", "Host: [2001:db8::1]:8080")).isEqualTo(200);
            String own = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            assertThat(status(url, null, "-H", "Host: " + own + ":8080")).isEqualTo(200);
            assertThat(status(url, null, "-H", "Host: evil.example:8080")).isEqualTo(421);
            assertThat(status(
                            url + "/1",
                            null,
                            "-X",
                            "DELETE",
                            "-H",
                            "Host: evil.example",
                            "-H",
                            "Origin: http://evil.example"))
                    .isEqualTo(421);
            assertThat(status(url + "/1", null, "-X", "DELETE", "-H", "Origin: http://evil.example"))
                    .isEqualTo(403);
        }
    }

    @Test
    void doesNotListenOnTheNetworkUnguarded() {
        HttpConfig http = new HttpConfig("0.0.0.0", 0, null, null, null, false);
        assertThatThrownBy(() -> new RunningApi(folder, http, new NoAgents())).hasMessageContaining("http.token_file");
    }

    @Test
    void listensOnAUnixSocketThatOthersCannotOpen() throws Exception {
        Path socket = folder.resolve("api.sock");
        HttpConfig http = new HttpConfig("127.0.0.1", 0, socket, null, null, false);
        try (RunningApi api = new RunningApi(folder, http, new NoAgents())) {
            assertThat(Curl.run("--unix-socket", socket.toString(), "http://anything/sessions")
                            .status())
                    .isEqualTo(200);
            assertThat(api.server.port()).isEqualTo(-1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
        }
    }

    @Test
    void takesOverAUnixSocketThatNobodyAnswersOn() throws Exception {
        Path socket = folder.resolve("api.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        assertThat(socket).exists();
        HttpConfig http = new HttpConfig("127.0.0.1", 0, socket, null, null, false);
        try (RunningApi api = new RunningApi(folder, http, new NoAgents())) {
            assertThat(api.server.port()).isEqualTo(-1);
            assertThat(Curl.run("--unix-socket", socket.toString(), "http://anything/health/live")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void namesThePlaceThatIsTaken() {
        try (RunningApi first = new RunningApi(folder.resolve("a"), RunningApi.ANY_PORT, new NoAgents())) {
            HttpConfig same = HttpConfig.DEFAULT.withPort(first.server.port());
            assertThatThrownBy(() -> new RunningApi(folder.resolve("b"), same, new NoAgents()))
                    .hasMessageContaining("127.0.0.1:" + first.server.port());
        }
    }
}
