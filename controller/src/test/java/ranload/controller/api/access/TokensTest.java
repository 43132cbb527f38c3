package ranload.controller.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.config.TokenFile;

class TokensTest {
    private static final String HASH = TokenFile.hash("0123456789abcdef");

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void takesTheTokensThatWereMadeAndNoOthers() throws IOException {
        Path file = folder.resolve("made");
        String operator = TokenFile.add(file, "ci", "operator");
        String viewer = TokenFile.add(file, "wall", "viewer");

        Tokens tokens = Tokens.load(file);

        assertThat(tokens.roleOf(operator)).contains(Role.OPERATOR);
        assertThat(tokens.roleOf(viewer)).contains(Role.VIEWER);
        assertThat(tokens.roleOf(operator.substring(1))).isEmpty();
        assertThat(tokens.roleOf("")).isEmpty();
        assertThat(tokens.roleOf(TokenFile.hash(operator)))
                .as("the hash is no token")
                .isEmpty();
        assertThat(Files.readString(file)).doesNotContain(operator).doesNotContain(viewer);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(operator).hasSize(64).isNotEqualTo(viewer);
    }

    @Test
    void takesATokenAway() throws IOException {
        Path file = folder.resolve("made");
        String gone = TokenFile.add(file, "ci", "operator");
        String kept = TokenFile.add(file, "wall", "viewer");

        TokenFile.remove(file, "ci");

        assertThat(Tokens.load(file).roleOf(gone)).isEmpty();
        assertThat(Tokens.load(file).roleOf(kept)).contains(Role.VIEWER);
        assertThatThrownBy(() -> TokenFile.remove(file, "ci")).hasMessageContaining("no token of ci");
        assertThatThrownBy(() -> TokenFile.add(file, "wall", "viewer")).hasMessageContaining("wall has a token");
        assertThatThrownBy(() -> TokenFile.add(file, "a b", "viewer")).hasMessageContaining("'a b'");
    }

    @Test
    void passesOverComments() throws IOException {
        Tokens tokens = Tokens.load(file("# people\n\n  viewer   me sha256:" + HASH + " \n"));
        assertThat(tokens.roleOf("0123456789abcdef")).contains(Role.VIEWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# nothing\n", "short\n", "admin me sha256:HASH", "viewer sha256:HASH", "viewer me sha256:12"
            })
    void refusesAFileThatHoldsSomethingElse(String text) throws IOException {
        Path file = file(text.replace("HASH", HASH));
        assertThatThrownBy(() -> Tokens.load(file))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("ranload token add");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcdef0123", "operator 0123456789abcdef0123", "viewer me 0123456789abcdef0123"})
    void neitherTakesNorShowsATokenInClear(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Tokens.load(file))
                .hasMessageContaining("sha256:HASH")
                .hasMessageNotContaining("0123456789abcdef0123");
    }

    @Test
    void refusesAFileThatOthersCanReadAndSaysWhatToRun() throws IOException {
        Path file = file("viewer me sha256:" + HASH);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Tokens.load(file)).hasMessageContaining("chmod 600 " + file);
    }

    @Test
    @Tag("lab")
    void refusesAFileThatSomebodyElseCouldAddTokensTo() throws IOException {
        Path file = file("viewer me sha256:" + HASH);
        Files.setAttribute(file, "unix:uid", 65_534);
        assertThatThrownBy(() -> Tokens.load(file))
                .hasMessageContaining("belongs to another user (65534)")
                .hasMessageContaining("chown");
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> Tokens.load(none)).hasMessageContaining(none.toString());
    }
}
