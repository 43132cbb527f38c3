package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.controller.cli.Installed.Running;

/** The packaged controller with secrets to keep, and with nowhere to log. */
@Timeout(180)
class GuardedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSPHRASE = "canary-of-the-passphrase";
    private static final String WRONG_TOKEN = "canary-of-a-token-that-is-none";

    /** Everything that answers; {@code ID} stands for a session. */
    private static final List<String> ASKED = List.of(
            "/sessions",
            "/sessions/ID",
            "/sessions/ID/data",
            "/sessions/ID/report",
            "/environments",
            "/agents",
            "/interfaces",
            "/metrics",
            "/health/ready",
            "/",
            "/show/ID",
            "/openapi.yaml",
            "/sessions?label=" + WRONG_TOKEN);

    @TempDir
    private Path installed;

    @TempDir
    private Path folder;

    private Installed program;

    @BeforeEach
    void install() throws IOException {
        program = Installed.in(installed);
    }

    @AfterEach
    void remove() throws IOException {
        program.remove();
    }

    @Test
    void keepsTokensPassphraseAndKeyOutOfArgumentsEnvironmentsLogsAnswersAndFiles() throws Exception {
        Path tokens = folder.resolve("tokens");
        Path mine = secret("my-token", token(tokens) + "\n");
        String token = Files.readString(mine).strip();
        Path config = config(tokens);
        List<String> key = Files.readAllLines(folder.resolve("id"));
        String[] secrets = {PASSPHRASE, token, WRONG_TOKEN, key.get(key.size() / 2)};
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> environment = Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        try (Running controller = program.start(folder, environment, "controller", "--config", config.toString())) {
            String url = listening(controller);
            String[] here = {"--controller", url, "--token-file", mine.toString()};
            try (Running refused = program.start(folder, "sessions", "--controller", url)) {
                assertThat(refused.exitCode()).as(refused.err()).isNotZero();
                assertThat(refused.err()).contains("token");
            }
            try (Running far = session(here, "lab", 1)) {
                assertThat(far.exitCode()).as(far.err()).isEqualTo(ExitCode.FAILED);
                assertThat(far.err()).contains("start sshd").doesNotContain(secrets);
            }
            try (Running near = session(here, "loopback", 5)) {
                await().atMost(PATIENCE).until(() -> near.err().contains("running"));
                assertThat(processes())
                        .as("processes seen")
                        .contains(controller.process().pid());
                processes().forEach(process -> assertThat(given(process)).doesNotContain(secrets));
                files(spools()).forEach(file -> assertThat(text(file)).doesNotContain(secrets));
                assertThat(near.exitCode()).as(near.err()).isZero();
                String id = near.out().strip();
                for (String path : ASKED) {
                    HttpResponse<String> answer = get(url + path.replace("ID", id), token);
                    assertThat(answer.statusCode()).as(path).isEqualTo(200);
                    assertThat(answer.body() + answer.headers()).as(path).doesNotContain(secrets);
                    assertThat(get(url + path.replace("ID", id), WRONG_TOKEN).body())
                            .as(path)
                            .doesNotContain(secrets);
                }
            }
            assertThat(controller.err()).contains("listening").doesNotContain(secrets);
        }
        Set<String> meant = Set.of("my-token", "passphrase", "id");
        for (Path place : List.of(folder, spools())) {
            assertThat(files(place))
                    .filteredOn(file -> !meant.contains(file.getFileName().toString()))
                    .allSatisfy(
                            file -> assertThat(text(file)).as(file.toString()).doesNotContain(secrets));
        }
        assertThat(files(folder)).as("database, its log, and what was printed").hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @Tag("fault")
    @CsvSource({"full device", "full disk"})
    @DisplayName("fault 38: when its log cannot be written the controller goes on, and so do its agents")
    void goesOnWhenItsLogCannotBeWritten(String what) throws Exception {
        Path log = what.equals("full device") ? Path.of("/dev/full") : fullDisk();
        int port = freePort();
        ProcessBuilder deaf = new ProcessBuilder(
                "sh",
                "-c",
                "log=$1; shift; exec \"$@\" >>\"$log\" 2>>\"$log\"",
                "sh",
                log.toString(),
                program.launcher().toString(),
                "controller",
                "--port",
                Integer.toString(port),
                "-o",
                "x.sqlite");
        try (Running controller = Running.start(deaf, folder)) {
            String[] here = {"--controller", "http://127.0.0.1:" + port};
            await().atMost(PATIENCE).until(() -> {
                try (Running list = program.start(folder, "sessions", here[0], here[1])) {
                    return list.exitCode() == 0;
                }
            });
            for (int again = 0; again < 2; again++) {
                try (Running session = session(here, "loopback", 1)) {
                    assertThat(session.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .as("ended: %s", session.err())
                            .isTrue();
                    assertThat(session.exitCode()).as(session.err()).isZero();
                }
                // What there is to say of the death of agents goes to the log that cannot be written.
                List<ProcessHandle> agents = agents(port);
                assertThat(agents).hasSize(2).allMatch(ProcessHandle::destroyForcibly);
                await().atMost(PATIENCE).until(() -> agents.stream().noneMatch(ProcessHandle::isAlive));
            }
            assertThat(controller.process().isAlive()).isTrue();
            controller.process().toHandle().destroy();
            assertThat(controller.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("ends on a signal")
                    .isTrue();
        } finally {
            if (what.equals("full disk")) {
                run("umount", "--lazy", folder.resolve("full").toString());
            }
        }
    }

    /** The agents that the controller at this port has started. */
    private static List<ProcessHandle> agents(int port) {
        return ProcessHandle.allProcesses()
                .filter(process -> text(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .contains("\0controller\0--port\0" + port + "\0"))
                .flatMap(ProcessHandle::children)
                .toList();
    }

    /** A file on a disk that has no space for one octet of it. */
    private Path fullDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("full"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "ranload-test", disk.toString());
        run("sh", "-c", "cat /dev/zero >" + disk + "/fill 2>/dev/null || true");
        return disk.resolve("log");
    }

    private Running session(String[] controller, String environment, int seconds) {
        List<String> words = new ArrayList<>(List.of("startSession"));
        words.addAll(List.of(controller));
        words.addAll(List.of("-d", "u", "-e", environment, "-i", "lo", "-b", "1", "-t", Integer.toString(seconds)));
        return program.start(folder, words.toArray(String[]::new));
    }

    private String token(Path tokens) throws Exception {
        try (Running made =
                program.start(folder, "token", "add", "me", "--role", "operator", "--file", tokens.toString())) {
            assertThat(made.exitCode()).as(made.err()).isZero();
            String token = made.out().strip();
            assertThat(made.err()).doesNotContain(token);
            Files.delete(made.outFile());
            return token;
        }
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private Path config(Path tokens) throws Exception {
        Path key = folder.resolve("id");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", PASSPHRASE, "-f", key.toString());
        secret("passphrase", PASSPHRASE + "\n");
        return Files.writeString(
                folder.resolve("controller.yaml"),
                String.join(
                        "\n",
                        "database_path: data/x.sqlite",
                        "servers:",
                        "  lab: {hostname: localhost, ssh_port: " + freePort() + ", username: root,"
                                + " ssh_via: management,",
                        "        data_address: 127.0.0.1, ssh_key: id, passphrase_file: passphrase}",
                        "http: {port: 0, token_file: " + tokens + "}",
                        ""));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String listening(Running controller) {
        String sign = "listening on ";
        await().atMost(PATIENCE).until(() -> controller.err().contains(sign));
        String rest = controller.err().substring(controller.err().indexOf(sign) + sign.length());
        return rest.substring(0, rest.indexOf(','));
    }

    private static HttpResponse<String> get(String url, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(PATIENCE)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Where agents of this account keep rows. */
    private static Path spools() {
        return Path.of(System.getProperty("user.home"), ".cache", "ran-load-generator", "spool");
    }

    private static List<Long> processes() {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).toList();
    }

    /** Arguments and environment of a process; nothing of one that has just ended. */
    private static String given(long process) {
        return text(Path.of("/proc/" + process + "/cmdline")) + text(Path.of("/proc/" + process + "/environ"));
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.exists(place)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException somethingWentMeanwhile) {
            return files(place);
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
