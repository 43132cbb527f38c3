package ranload.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ScratchFolderTest {
    @TempDir
    private Path temporary;

    @Test
    void isTheUsersAloneAndGoesWithAllInItWhenClosed() throws IOException {
        try (ScratchFolder scratch = ScratchFolder.in(temporary)) {
            Files.createDirectories(scratch.path().resolve("a/b"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scratch.path())))
                    .isEqualTo("rwx------");
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void removesWhatAKilledProcessLeftAndNothingThatALivingOneHolds() throws Exception {
        Process holder = hold();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8))) {
            Path held = Path.of(said.readLine());
            Files.writeString(held.resolve("sessions.sqlite"), "rows");

            ScratchFolder.in(temporary).close();
            assertThat(held.resolve("sessions.sqlite")).exists();

            holder.destroyForcibly().waitFor();
            assertThat(held).exists();
            ScratchFolder.in(temporary).close();
            assertThat(held).doesNotExist();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void leavesAloneWhatHasItsNameButIsNotOne() throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("lock"));
        Path link = Files.createSymbolicLink(temporary.resolve("ran-load-generator-1"), elsewhere);
        Path unlocked = Files.createDirectory(temporary.resolve("ran-load-generator-2"));

        ScratchFolder.in(temporary).close();

        assertThat(link).exists();
        assertThat(elsewhere.resolve("lock")).exists();
        assertThat(unlocked).exists();
    }

    @Test
    void saysWhereItCouldNotBeMade() {
        assertThatThrownBy(() -> ScratchFolder.in(temporary.resolve("missing")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("cannot make a temporary folder in " + temporary.resolve("missing"));
    }

    private Process hold() throws IOException {
        return new ProcessBuilder(
                        Installed.java().toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScratchHolder.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
