package ranload.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnershipTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void make() throws IOException {
        file = Files.createFile(folder.resolve("secret"));
        permit("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void whatOnlyItsOwnerMayUseCanBeASecret(String permissions) throws IOException {
        permit(permissions);
        assertThat(Ownership.whyNoSecret(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x"})
    void whatOthersMayUseIsNoSecretAndTheCommandThatMendsItIsNamed(String permissions) throws IOException {
        permit(permissions);
        assertThat(Ownership.whyNoSecret(file).orElseThrow()).contains("run: chmod 600 " + file);
    }

    @Test
    void aLinkOfOnesOwnIsFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(Ownership.whyNoSecret(link)).isEmpty();
        permit("rw-r--r--");
        assertThat(Ownership.whyNoSecret(link)).isPresent();
    }

    @Test
    @Tag("lab")
    void aLinkThatSomebodyElseHasMadeIsNotFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        assertThatThrownBy(() -> Ownership.refuseForeignLink(link))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("another user (" + NOBODY + ")");
        assertThatThrownBy(() -> Ownership.whyNoSecret(link)).isInstanceOf(FileSystemException.class);
    }

    @Test
    @Tag("lab")
    void aFileOfSomebodyElseIsNotTrustedThoughRootMayUseItsSecret() throws IOException {
        Files.setAttribute(file, "unix:uid", NOBODY);
        assertThat(Ownership.isTrusted(file)).isFalse();
        assertThat(Ownership.whyForeign(file)).contains("belongs to another user (" + NOBODY + ")", "chown 0 " + file);
        assertThat(Ownership.whyNoSecret(file)).isEmpty();
    }

    @Test
    void whatAGroupMayUseIsNotOpenToAll() throws IOException {
        permit("rw-r-----");
        assertThat(Ownership.isOpenToAll(file)).isFalse();
        permit("rw-r--r--");
        assertThat(Ownership.isOpenToAll(file)).isTrue();
    }

    @Test
    void onesOwnFileIsTrusted() throws IOException {
        assertThat(Ownership.isTrusted(file)).isTrue();
    }

    @Test
    void whatIsNotThereCannotBeLookedAt() {
        assertThatThrownBy(() -> Ownership.whyNoSecret(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
