package ranload.controller.cli.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.session.DirectionChoice;

class CsvOutputTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;

    @Test
    void writesAFileAnewAlsoBehindALinkOfOnesOwn() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), "old".repeat(1_000));
        write(Files.createSymbolicLink(folder.resolve("link"), file));
        assertThat(file).content().startsWith("Timestamp,").doesNotContain("old");
    }

    @Test
    @Tag("lab")
    void leavesAFileAloneThatALinkOfSomebodyElseLeadsTo() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("rows.csv"), file);
        Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        assertThatThrownBy(() -> write(link)).isInstanceOf(IOException.class).hasMessageContaining("another user");
        assertThat(file).hasContent("old");
    }

    private static void write(Path file) throws IOException {
        try (CsvOutput output = CsvOutput.toFile(file, DirectionChoice.UPSTREAM)) {
            output.endOfRows();
        }
    }
}
