package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.session.Failure;

/** Which host keys are taken, against a real OpenSSH server that has one of each kind. */
@Timeout(120)
class HostKeyTest {
    private static final Pattern LEFT_BEFORE_LOGIN = Pattern.compile(
            "^(Connection (closed|reset)|Disconnect|Received disconnect|ssh_dispatch).*preauth", Pattern.MULTILINE);

    @TempDir
    static Path serverFolder;

    private static Sshd sshd;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        sshd = Sshd.start(serverFolder);
    }

    @AfterAll
    static void stopServer() {
        sshd.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void anyKindOfKnownKeyIsTaken(String kind) throws IOException {
        launch(known(sshd.knownHostsLine(kind)));
    }

    @Test
    void aHashedNameIsUnderstood() throws IOException {
        HostKeyPolicy policy = known(sshd.knownHostsLine("ed25519"));
        Commands.run("ssh-keygen", "-q", "-H", "-f", knownHosts().toString());
        assertThat(Files.readString(knownHosts())).startsWith("|1|").doesNotContain("127.0.0.1");
        launch(policy);
    }

    @Test
    void whatSshKeyscanWritesIsTaken() throws IOException {
        Failure failure = failureOf(known(""));
        String command = failure.message().replaceAll(".*`(ssh-keyscan [^`]*)`.*", "$1");
        assertThat(command).isEqualTo("ssh-keyscan -p " + sshd.port + " 127.0.0.1 >> " + knownHosts());
        Commands.run("sh", "-c", command + " 2>/dev/null");
        launch(new HostKeyPolicy.KnownHosts(List.of(knownHosts())));
    }

    @Tag("fault")
    @DisplayName("fault 27: an unknown host key is refused with its fingerprint")
    @Test
    void anUnknownKeyIsRefusedWithItsFingerprintAndTheWayToAcceptIt() throws IOException {
        Failure failure = failureOf(known("# nothing\n[127.0.0.1]:1 ssh-ed25519 AAAA\nnot a line\n"));
        assertThat(failure.code()).isEqualTo("host_key_unknown");
        assertThat(failure.message())
                .contains(sshd.fingerprint("ed25519"))
                .contains("host_key: SHA256:")
                .contains("ssh-keyscan -p " + sshd.port);
    }

    @Test
    void aFileThatDoesNotExistKnowsNothing() {
        Failure failure = failureOf(new HostKeyPolicy.KnownHosts(List.of(folder.resolve("none"))));
        assertThat(failure.code()).isEqualTo("host_key_unknown");
    }

    @Tag("fault")
    @DisplayName("fault 27: a changed host key is refused with both fingerprints")
    @Test
    void aChangedKeyIsRefusedWithBothFingerprints() throws IOException {
        Path other = otherKey("ed25519");
        Failure failure = failureOf(known("[127.0.0.1]:" + sshd.port + " " + Files.readString(other)));
        assertThat(failure.code()).isEqualTo("host_key_changed");
        assertThat(failure.message())
                .contains(sshd.fingerprint("ed25519"))
                .contains(fingerprintOf(other))
                .contains("ssh-keygen -R");
    }

    @Test
    void aKeyOfAnotherKindThanTheOnesKnownIsAChangedKey() throws IOException {
        sshdWithout("ecdsa", strict -> {
            Path known = otherKey("ecdsa");
            Files.writeString(knownHosts(), "[127.0.0.1]:" + strict.port + " " + Files.readString(known));
            Failure failure = failureOf(
                    Targets.withHostKey(strict.target(), new HostKeyPolicy.KnownHosts(List.of(knownHosts()))));
            assertThat(failure.code()).isEqualTo("host_key_changed");
            assertThat(failure.message()).contains(fingerprintOf(known));
        });
    }

    @Test
    void aRevokedKeyIsRefusedEvenWhereAnotherLineAllowsIt() throws IOException {
        String line = sshd.knownHostsLine("ed25519");
        assertThat(failureOf(known(line + "@revoked " + line)).code()).isEqualTo("host_key_revoked");
        assertThat(failureOf(known("@revoked * " + line.split(" ", 2)[1])).code())
                .isEqualTo("host_key_revoked");
    }

    @Test
    void aPinnedKeyIsTaken() {
        launch(new HostKeyPolicy.Pinned(sshd.fingerprint("ed25519")));
    }

    @Tag("fault")
    @DisplayName("fault 27: any but the pinned host key is refused")
    @Test
    void anyKeyButThePinnedOneIsRefusedWithBothFingerprints() throws IOException {
        String pinned = fingerprintOf(otherKey("ed25519"));
        Failure failure = failureOf(new HostKeyPolicy.Pinned(pinned));
        assertThat(failure.code()).isEqualTo("host_key_changed");
        assertThat(failure.message()).contains(pinned).contains(sshd.fingerprint("ed25519"));
    }

    @Test
    void aFingerprintThatCannotBeOneIsRefusedWhenItIsConfigured() {
        assertThatThrownBy(() -> new HostKeyPolicy.Pinned("MD5:00:11"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host_key");
    }

    @Tag("fault")
    @DisplayName("fault 27: nothing is sent to a server that has not proven itself")
    @Test
    void nothingIsSentToAServerThatHasNotProvenItself() throws IOException {
        try (Sshd verbose = Sshd.start(Files.createDirectory(folder.resolve("verbose")), "LogLevel DEBUG1")) {
            HostKeyPolicy nobody = new HostKeyPolicy.KnownHosts(List.of(folder.resolve("none")));
            assertThat(failureOf(Targets.withHostKey(verbose.target(), nobody)).code())
                    .isEqualTo("host_key_unknown");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> LEFT_BEFORE_LOGIN.matcher(verbose.log()).find());
            assertThat(verbose.log()).doesNotContain("userauth-request");
            Launches.launch(verbose.target(), folder);
            assertThat(verbose.log()).contains("userauth-request");
        }
    }

    private interface WithServer {
        void use(Sshd sshd) throws IOException;
    }

    /** A server that has no key of this kind. */
    private void sshdWithout(String kind, WithServer test) throws IOException {
        try (Sshd strict =
                Sshd.start(Files.createDirectory(folder.resolve("strict")), "HostKeyAlgorithms -*" + kind + "*")) {
            test.use(strict);
        }
    }

    private void launch(HostKeyPolicy policy) {
        Launches.launch(Targets.withHostKey(sshd.target(), policy), folder);
    }

    private Failure failureOf(HostKeyPolicy policy) {
        return failureOf(Targets.withHostKey(sshd.target(), policy));
    }

    private Failure failureOf(SshTarget target) {
        return Launches.failureOf(target, folder);
    }

    private HostKeyPolicy known(String text) throws IOException {
        Files.writeString(knownHosts(), text);
        return new HostKeyPolicy.KnownHosts(List.of(knownHosts()));
    }

    private Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    private Path otherKey(String kind) {
        Path key = folder.resolve("other_" + kind);
        Sshd.keygen("-t", kind, "-N", "", "-f", key.toString());
        return folder.resolve("other_" + kind + ".pub");
    }

    private static String fingerprintOf(Path publicKey) {
        return Commands.run("ssh-keygen", "-l", "-f", publicKey.toString()).split(" ", 3)[1];
    }
}
