package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ranload.deploy.DoctorStep;
import ranload.deploy.EchoAgents;
import ranload.session.Failure;
import ranload.session.FailureException;

/** What is said when there is no sshd, or one that misbehaves. */
@Timeout(120)
class SshFailureTest {
    private static final Duration DEADLINE = Duration.ofMillis(1_500);
    /** Far below the limits that the library has of its own, far above what a busy machine adds to the deadline. */
    private static final Duration SOON_AFTER = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Tag("fault")
    @DisplayName("fault 26: an sshd that hangs is given up at the deadline")
    @ParameterizedTest
    @EnumSource(
            value = FakeSshd.Mode.class,
            names = {"MUTE", "DRIP", "BANNER_THEN_MUTE", "ENDLESS_LINE"})
    void aServerThatHangsIsGivenUpAtTheDeadline(FakeSshd.Mode mode) throws IOException {
        try (FakeSshd sshd = FakeSshd.start(mode)) {
            long startNanos = System.nanoTime();
            Failure failure = failureOf(target("127.0.0.1", sshd.port()));
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            assertThat(failure.code()).isEqualTo("ssh_timeout");
            assertThat(failure.message()).contains("root@127.0.0.1:" + sshd.port());
            assertThat(took).isBetween(DEADLINE, DEADLINE.plus(SOON_AFTER));
        }
    }

    @Tag("fault")
    @DisplayName("fault 26: a server that does not speak SSH is named")
    @ParameterizedTest
    @EnumSource(
            value = FakeSshd.Mode.class,
            names = {"CLOSE", "HTTP"})
    void aServerThatDoesNotSpeakSshIsNamed(FakeSshd.Mode mode) throws IOException {
        try (FakeSshd sshd = FakeSshd.start(mode)) {
            Failure failure = failureOf(target("127.0.0.1", sshd.port(), Duration.ofSeconds(30)));
            assertThat(failure.code()).isEqualTo("ssh_protocol");
            assertThat(failure.message()).contains("root@127.0.0.1:" + sshd.port(), "ssh_port");
        }
    }

    @Tag("fault")
    @DisplayName("fault 25: a closed port is ssh_refused at once")
    @Test
    void aClosedPortIsRefusedAtOnce() throws IOException {
        int port = Sshd.freePort();
        Failure failure = failureOf(target("127.0.0.1", port));
        assertThat(failure.code()).isEqualTo("ssh_refused");
        assertThat(failure.message()).contains("root@127.0.0.1:" + port, "start sshd");
    }

    @Test
    void aNameWithoutAddressIsNamed() throws IOException {
        Failure failure = failureOf(target("no-such-host.invalid", 22, Duration.ofSeconds(60)));
        assertThat(failure.code()).isEqualTo("ssh_unknown_host");
        assertThat(failure.message()).contains("no-such-host.invalid");
    }

    @Test
    void theDoctorNamesTheStepThatFailed() throws IOException {
        int port = Sshd.freePort();
        List<DoctorStep> steps = launcher(target("127.0.0.1", port)).examine(EchoAgents.settings("echo"));
        assertThat(steps)
                .extracting(DoctorStep::name)
                .containsExactly("private key", "name resolution", "TCP connection");
        assertThat(steps).extracting(DoctorStep::ok).containsExactly(true, true, false);
    }

    private Failure failureOf(SshTarget target) throws IOException {
        SshLauncher launcher = launcher(target);
        return catchThrowableOfType(FailureException.class, () -> launcher.launch(EchoAgents.settings("echo")))
                .failure();
    }

    private SshLauncher launcher(SshTarget target) throws IOException {
        return new SshLauncher(target, EchoAgents.jar(folder, 0), null);
    }

    private SshTarget target(String host, int port) {
        return target(host, port, DEADLINE);
    }

    private SshTarget target(String host, int port, Duration deadline) {
        Path key = folder.resolve("id");
        if (!Files.exists(key)) {
            Sshd.keygen("-t", "ed25519", "-N", "", "-f", key.toString());
        }
        return new SshTarget(
                host,
                port,
                "root",
                List.of(key),
                new HostKeyPolicy.KnownHosts(List.of(folder.resolve("known_hosts"))),
                new PassphraseSource.None(),
                null,
                null,
                null,
                deadline);
    }
}
