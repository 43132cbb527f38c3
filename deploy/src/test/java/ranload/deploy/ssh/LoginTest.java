package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.session.Failure;

/** Which private keys open a real OpenSSH server, and what is said about those that do not. */
@Timeout(120)
class LoginTest {
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

    @ParameterizedTest(name = "{0} in the form {1}, passphrase {2}")
    @CsvSource({
        "ed25519, RFC4716, ''",
        "ed25519, RFC4716, open sesame",
        "rsa,     RFC4716, ''",
        "rsa,     PEM,     ''",
        "rsa,     PEM,     open sesame",
        "rsa,     PKCS8,   ''",
        "ecdsa,   RFC4716, ''",
        "ecdsa,   PEM,     ''",
        "ecdsa,   PKCS8,   open sesame"
    })
    void everyUsualKeyOpens(String kind, String form, String passphrase) throws IOException {
        Path key = newKey(kind, form, passphrase);
        sshd.authorize(folder.resolve(key.getFileName() + ".pub"));
        launch(Targets.withPassphrase(
                Targets.withKeys(sshd.target(), key), new PassphraseSource.Prompt(file -> passphrase.toCharArray())));
    }

    @Test
    void aPassphraseComesFromAFile() throws IOException {
        Path key = authorizedKey("open sesame");
        Path file = secret("passphrase", "open sesame\n");
        launch(Targets.withPassphrase(Targets.withKeys(sshd.target(), key), new PassphraseSource.File(file)));
    }

    @Test
    void aPromptIsGivenTheKeyAndOnlyWhenTheKeyIsEncrypted() throws IOException {
        Path encrypted = authorizedKey("open sesame");
        List<Path> asked = new ArrayList<>();
        launch(Targets.withPassphrase(
                Targets.withKeys(sshd.target(), sshd.key(), encrypted), new PassphraseSource.Prompt(file -> {
                    asked.add(file);
                    return "open sesame".toCharArray();
                })));
        assertThat(asked).containsExactly(encrypted);
    }

    @Test
    void anEncryptedKeyWithoutPassphraseIsNamed() throws IOException {
        Path key = authorizedKey("open sesame");
        Failure failure = failureOf(Targets.withKeys(sshd.target(), key));
        assertThat(failure.code()).isEqualTo("passphrase_needed");
        assertThat(failure.message()).contains(key.toString(), "passphrase_file");
    }

    @Test
    void aWrongPassphraseIsNamed() throws IOException {
        Path key = authorizedKey("open sesame");
        Failure failure = failureOf(Targets.withPassphrase(
                Targets.withKeys(sshd.target(), key), new PassphraseSource.Prompt(file -> "close".toCharArray())));
        assertThat(failure.code()).isEqualTo("passphrase_wrong");
        assertThat(failure.message()).contains(key.toString());
    }

    @Test
    void keysThatDoNotExistAreSkipped() {
        launch(Targets.withKeys(sshd.target(), folder.resolve("id_ecdsa"), sshd.key()));
    }

    @Test
    void noKeyAtAllNamesTheOnesLookedFor() {
        Failure failure = failureOf(Targets.withKeys(sshd.target(), folder.resolve("a"), folder.resolve("b")));
        assertThat(failure.code()).isEqualTo("ssh_key_unreadable");
        assertThat(failure.message()).contains(folder.resolve("a") + " nor " + folder.resolve("b"), "ssh-keygen");
    }

    @Tag("fault")
    @DisplayName("fault 25: a key that sshd refuses is named")
    @Test
    void aKeyThatTheServerDoesNotKnowIsNamed() {
        Path key = newKey("ed25519", "RFC4716", "");
        Failure failure = failureOf(Targets.withKeys(sshd.target(), key));
        assertThat(failure.code()).isEqualTo("ssh_auth_failed");
        assertThat(failure.message())
                .contains(key.toString(), "127.0.0.1:" + sshd.port, "ssh-copy-id -i " + key + ".pub -p " + sshd.port);
    }

    @Test
    void theSecondKeyIsTriedWhenTheFirstIsRefused() {
        launch(Targets.withKeys(sshd.target(), newKey("ed25519", "RFC4716", ""), sshd.key()));
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedWithTheCommandThatMendsIt() {
        Path key = newKey("ed25519", "RFC4716", "");
        Commands.run("chmod", "640", key.toString());
        Failure failure = failureOf(Targets.withKeys(sshd.target(), key));
        assertThat(failure.code()).isEqualTo("key_permissions");
        assertThat(failure.message()).contains("chmod 600 " + key);
    }

    @Test
    void aKeyBehindALinkThatSomebodyElseHasMadeIsRefused() throws IOException {
        Path key = newKey("ed25519", "RFC4716", "");
        Path link = Files.createSymbolicLink(key.resolveSibling("link"), key);
        Commands.run("chown", "-h", "65534", link.toString());
        Failure failure = failureOf(Targets.withKeys(sshd.target(), link));
        assertThat(failure.code()).isEqualTo("ssh_key_unreadable");
        assertThat(failure.message()).contains(link.toString(), "another user (65534)");
    }

    @Test
    void aPassphraseFileThatOthersMayReadIsRefused() throws IOException {
        Path key = authorizedKey("open sesame");
        Path file = secret("passphrase", "open sesame\n");
        Commands.run("chmod", "644", file.toString());
        Failure failure = failureOf(
                Targets.withPassphrase(Targets.withKeys(sshd.target(), key), new PassphraseSource.File(file)));
        assertThat(failure.code()).isEqualTo("key_permissions");
        assertThat(failure.message()).contains("chmod 600 " + file);
    }

    @Test
    void aFileThatIsNoKeyIsNamed() throws IOException {
        Path file = secret("notes", "remember the milk\n");
        Failure failure = failureOf(Targets.withKeys(sshd.target(), file));
        assertThat(failure.code()).isEqualTo("ssh_key_unreadable");
        assertThat(failure.message()).contains(file.toString());
    }

    private void launch(SshTarget target) {
        Launches.launch(target, folder);
    }

    private Failure failureOf(SshTarget target) {
        return Launches.failureOf(target, folder);
    }

    private Path newKey(String kind, String form, String passphrase) {
        Path key = folder.resolve("key_" + kind);
        Sshd.keygen("-t", kind, "-m", form, "-N", passphrase, "-f", key.toString());
        return key;
    }

    private Path authorizedKey(String passphrase) throws IOException {
        Path key = newKey("ed25519", "RFC4716", passphrase);
        sshd.authorize(folder.resolve("key_ed25519.pub"));
        return key;
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Commands.run("chmod", "600", file.toString());
        return file;
    }
}
