package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.session.FailureException;

/** What a real OpenSSH server shows to somebody who asks for its key. */
@Timeout(60)
class HostKeyProbeTest {
    @TempDir
    static Path serverFolder;

    private static Sshd sshd;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        sshd = Sshd.start(serverFolder, "LogLevel DEBUG1");
    }

    @AfterAll
    static void stopServer() {
        sshd.close();
    }

    @Test
    void showsAnUnknownKeyWithoutLoggingIn() throws IOException {
        HostKeyProbe.Shown shown = HostKeyProbe.ask(knowing(""));

        assertThat(shown)
                .isEqualTo(new HostKeyProbe.Shown(
                        "ssh-ed25519", sshd.fingerprint("ed25519"), false, InetAddress.getLoopbackAddress()));
        assertThat(sshd.log()).doesNotContain("userauth-request");
    }

    @Test
    void showsTheKeyThatAPinIsComparedWithAlsoWhereOneOfAnotherKindIsKnown() throws IOException {
        HostKeyProbe.Shown shown = HostKeyProbe.ask(knowing(sshd.knownHostsLine("ecdsa")));

        assertThat(shown.known()).isFalse();
        assertThat(shown.fingerprint()).isEqualTo(sshd.fingerprint("ed25519"));
        assertThat(sshd.target().hostKey()).isEqualTo(new HostKeyPolicy.Pinned(shown.fingerprint()));
    }

    @Test
    void saysThatAKeyIsKnown() throws IOException {
        assertThat(HostKeyProbe.ask(knowing(sshd.knownHostsLine("ed25519"))).known())
                .isTrue();
        assertThat(HostKeyProbe.ask(sshd.target()).known()).isTrue();
    }

    @Test
    void leavesNobodyTheChoiceWhereSomethingSpeaksAgainstAKey() throws IOException {
        Path other = folder.resolve("other");
        Sshd.keygen("-t", "ed25519", "-N", "", "-f", other.toString());
        String line = "[127.0.0.1]:" + sshd.port + " " + Files.readString(folder.resolve("other.pub"));
        String fingerprint =
                Commands.run("ssh-keygen", "-l", "-f", other.toString()).split(" ", 3)[1];

        assertThat(refused(knowing(line))).isEqualTo("host_key_changed");
        assertThat(refused(knowing("@revoked " + sshd.knownHostsLine("ed25519"))))
                .isEqualTo("host_key_revoked");
        assertThat(refused(Targets.withHostKey(sshd.target(), new HostKeyPolicy.Pinned(fingerprint))))
                .isEqualTo("host_key_changed");
    }

    @Test
    void saysWhyThereIsNoServer() throws IOException {
        assertThat(refused(Targets.withPort(sshd.target(), Sshd.freePort()))).isEqualTo("ssh_refused");
    }

    private SshTarget knowing(String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("known_hosts"), lines);
        return Targets.withHostKey(sshd.target(), new HostKeyPolicy.KnownHosts(List.of(file)));
    }

    private static String refused(SshTarget target) {
        return catchThrowableOfType(FailureException.class, () -> HostKeyProbe.ask(target))
                .failure()
                .code();
    }
}
