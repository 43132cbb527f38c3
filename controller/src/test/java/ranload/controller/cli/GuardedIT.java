package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.controller.cli.Installed.Running;

/** The packaged controller with secrets to keep, and with nowhere to log. */
@Timeout(180)
class GuardedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSPHRASE = "canary-of-the-passphrase";

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
    void keepsTokenAndPassphraseOutOfArgumentsEnvironmentsLogsAndFiles() throws Exception {
        Path tokens = folder.resolve("tokens");
        Path mine = Files.createFile(
                folder.resolve("my-token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String token;
        try (Running made =
                program.start(folder, "token", "add", "me", "--role", "operator", "--file", tokens.toString())) {
            assertThat(made.exitCode()).as(made.err()).isZero();
            token = made.out().strip();
            assertThat(made.err()).doesNotContain(token);
            Files.delete(made.outFile());
        }
        Files.writeString(mine, token + "\n");
        try (Running controller =
                program.start(folder, "controller", "--config", config(tokens).toString())) {
            String url = "http://" + listening(controller);
            String[] here = {"--controller", url, "--token-file", mine.toString()};
            try (Running refused = program.start(folder, "sessions", "--controller", url)) {
                assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.NO_CONTROLLER);
            }
            try (Running far = session(here, "lab", 1)) {
                assertThat(far.exitCode()).as(far.err()).isEqualTo(ExitCode.FAILED);
                assertThat(far.err()).contains("start sshd").doesNotContain(PASSPHRASE, token);
            }
            try (Running near = session(here, "loopback", 5)) {
                await().atMost(PATIENCE).until(() -> near.err().contains("running"));
                Stream.of(controller, near)
                        .flatMap(run -> Stream.concat(
                                Stream.of(run.process().toHandle()),
                                run.process().descendants()))
                        .forEach(process -> assertThat(given(process)).doesNotContain(PASSPHRASE, token));
                assertThat(near.exitCode()).as(near.err()).isZero();
            }
            assertThat(controller.err()).doesNotContain(PASSPHRASE, token);
        }
        Set<String> meant = Set.of("my-token", "passphrase");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !meant.contains(file.getFileName().toString())))
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(text(file)).as(file.toString()).doesNotContain(PASSPHRASE, token));
        }
    }

    @Test
    @Tag("fault")
    @DisplayName("fault 38: with a full disk under its log the controller goes on")
    void goesOnWhenItsLogCannotBeWritten() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder deaf = new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$@\" >/dev/full 2>/dev/full",
                "sh",
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
            try (Running session = session(here, "loopback", 1)) {
                assertThat(session.exitCode()).as(session.err()).isZero();
            }
            assertThat(controller.process().isAlive()).isTrue();
        }
    }

    private Running session(String[] controller, String environment, int seconds) {
        return program.start(
                folder,
                "startSession",
                controller[0],
                controller[1],
                controller.length > 2 ? controller[2] : "-d",
                controller.length > 3 ? controller[3] : "u",
                "-e",
                environment,
                "-i",
                "lo",
                "-b",
                "1",
                "-t",
                Integer.toString(seconds));
    }

    private Path config(Path tokens) throws Exception {
        Path key = folder.resolve("id");
        Process keygen =
                new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", PASSPHRASE, "-f", key.toString()).start();
        assertThat(keygen.waitFor()).isZero();
        Path passphrase = Files.createFile(
                folder.resolve("passphrase"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passphrase, PASSPHRASE + "\n");
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        return Files.writeString(
                folder.resolve("controller.yaml"),
                String.join(
                        "\n",
                        "database_path: data/x.sqlite",
                        "servers:",
                        "  lab: {hostname: localhost, ssh_port: " + nobody + ", username: root, ssh_via: management,",
                        "        data_address: 127.0.0.1, ssh_key: id, passphrase_file: passphrase}",
                        "http: {port: 0, token_file: " + tokens + "}",
                        ""));
    }

    private static String listening(Running controller) {
        String sign = "listening on ";
        await().atMost(PATIENCE).until(() -> controller.err().contains(sign));
        String rest = controller.err().substring(controller.err().indexOf(sign) + sign.length());
        return rest.substring(0, rest.indexOf(','));
    }

    /** Arguments and environment of a process; nothing of one that has just ended. */
    private static String given(ProcessHandle process) {
        return List.of("cmdline", "environ").stream()
                .map(file -> Path.of("/proc", Long.toString(process.pid()), file))
                .filter(Files::exists)
                .map(GuardedIT::text)
                .reduce("", String::concat);
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
