package ranload.controller.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void takesOneTokenAloneForAnOperators() throws IOException {
        Tokens tokens = Tokens.load(file("0123456789abcdef\n"));
        assertThat(tokens.roleOf("0123456789abcdef")).contains(Role.OPERATOR);
        assertThat(tokens.roleOf("0123456789abcdeg")).isEmpty();
        assertThat(tokens.roleOf("")).isEmpty();
    }

    @Test
    void tellsRolesApart() throws IOException {
        Tokens tokens = Tokens.load(file("# people\nviewer 0123456789abcdef\n\n  operator  fedcba9876543210  \n"));
        assertThat(tokens.roleOf("0123456789abcdef")).contains(Role.VIEWER);
        assertThat(tokens.roleOf("fedcba9876543210")).contains(Role.OPERATOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "short\n", "admin 0123456789abcdef", "viewer a b", "viewer short"})
    void refusesAFileThatHoldsSomethingElse(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Tokens.load(file)).hasMessageContaining(file.toString());
    }

    @Test
    void refusesAFileThatOthersCanReadAndSaysWhatToRun() throws IOException {
        Path file = file("0123456789abcdef");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Tokens.load(file)).hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> Tokens.load(none)).hasMessageContaining(none.toString());
    }
}
