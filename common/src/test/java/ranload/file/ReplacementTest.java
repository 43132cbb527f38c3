package ranload.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementTest {
    private static final byte[] OLD = "old".getBytes(UTF_8);
    private static final byte[] NEW = "new".getBytes(UTF_8);

    @TempDir
    private Path folder;

    @Test
    void keepsThePermissionsAndLeavesNothingElse() throws IOException {
        Path file = file("rw-rw----");

        Replacement.of(file, OLD, NEW);

        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        assertThat(files()).containsExactly(file);
    }

    @Test
    @Tag("lab")
    void keepsTheOwnerAndTheGroup() throws IOException {
        Path file = file("rw-r-----");
        Files.setAttribute(file, "unix:uid", 65_534);
        Files.setAttribute(file, "unix:gid", 65_533);

        Replacement.of(file, OLD, NEW);

        assertThat(file).hasContent("new");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(65_534);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(65_533);
    }

    @Test
    void leavesALinkWhereItIsAndReplacesWhatItLeadsTo() throws IOException {
        Path file = file("rw-------");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        Replacement.of(link, OLD, NEW);

        assertThat(link).isSymbolicLink().hasContent("new");
        assertThat(file).isRegularFile();
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    @Tag("lab")
    void refusesALinkOfSomebodyElse() throws IOException {
        Path file = file("rw-------");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Files.setAttribute(link, "unix:uid", 65_534, LinkOption.NOFOLLOW_LINKS);

        assertThatThrownBy(() -> Replacement.of(link, OLD, NEW)).hasMessageContaining("another user (65534)");
        assertThat(file).hasContent("old");
    }

    @Test
    void makesAFileThatIsNotThere() throws IOException {
        Path file = folder.resolve("file");

        Replacement.of(file, null, NEW);

        assertThat(file).hasContent("new");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void leavesAFileAloneThatSomebodyHasChangedMeanwhile() throws IOException {
        Path file = file("rw-------");

        assertThatThrownBy(() -> Replacement.of(file, NEW, NEW))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("changed by somebody else");
        assertThatThrownBy(() -> Replacement.of(file, null, NEW)).isInstanceOf(FileSystemException.class);

        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    private Path file(String permissions) throws IOException {
        Path file = Files.write(folder.resolve("file"), OLD);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
