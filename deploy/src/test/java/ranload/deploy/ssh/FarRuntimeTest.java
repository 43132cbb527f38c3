package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FarRuntimeTest {
    @TempDir
    Path folder;

    @Test
    void isAListOfItsFilesAndThenTheFilesInThatOrder() throws Exception {
        Path made = FakeRuntime.in(folder, 1);

        FarRuntime runtime = FarRuntime.of(made);

        assertThat(runtime.list().lines().map(line -> line.split(" ", 4)))
                .extracting(words -> words[2] + " " + words[3])
                .containsExactly("700 bin/java", "600 lib/modules", "600 release");
        byte[] all;
        try (InputStream octets = runtime.open()) {
            all = octets.readAllBytes();
        }
        assertThat(all.length).isEqualTo((int) runtime.octets());
        String release = Files.readString(made.resolve("release"));
        assertThat(new String(all, StandardCharsets.ISO_8859_1))
                .startsWith(runtime.list())
                .endsWith(release);
        assertThat(runtime.list()).contains(Sha256.of(release.getBytes(StandardCharsets.UTF_8)) + " 22 600 release\n");
        assertThat(runtime.sha256()).isEqualTo(Sha256.of(runtime.list().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void isTheSameWhateverItsArchiveOfClassesAndAnotherWithAnotherFile() throws Exception {
        Path made = FakeRuntime.in(folder, 1);
        String before = FarRuntime.of(made).sha256();

        Files.writeString(made.resolve("lib/server/classes.jsa"), "another");
        String after = FarRuntime.of(made).sha256();

        assertThat(after).isEqualTo(before);
        assertThat(FarRuntime.of(FakeRuntime.in(folder, 2)).sha256()).isNotEqualTo(before);
    }

    @Test
    void isNamedWhenItIsMissing() {
        SshTrouble trouble = catchThrowableOfType(SshTrouble.class, () -> FarRuntime.of(folder.resolve("none")));
        assertThat(trouble.finding()).contains(folder.resolve("none").toString());
    }
}
