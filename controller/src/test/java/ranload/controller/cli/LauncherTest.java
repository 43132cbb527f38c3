package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.controller.cli.Installed.Running;

/**
 * When {@code ./ranload} builds and when it does not: the real script in a small project, with a Maven of ours that only
 * notes that it was called, and a java of ours that prints its last words.
 */
@Timeout(120)
class LauncherTest {
    private static final List<String> TOOLS =
            List.of("readlink", "dirname", "basename", "find", "sed", "mkdir", "rm", "touch", "cat", "ls", "flock");

    @TempDir
    private Path folder;

    private Path project;
    private Path tools;

    @BeforeEach
    void layOut() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.createDirectories(project.resolve("controller/src/main/java"));
        for (String module : List.of("common", "agent", "deploy", "controller")) {
            Files.createDirectories(project.resolve(module));
            Files.writeString(project.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        script(project.resolve("ranload"), Files.readString(Path.of("../ranload")));
        for (String tool : TOOLS) {
            script(tools.resolve(tool), "#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin exec " + tool + " \"$@\"\n");
        }
        Path jdk = Files.createDirectories(folder.resolve("jdk/bin"));
        script(jdk.resolve("javac"), "#!/bin/sh\n");
        script(jdk.resolve("java"), """
                #!/bin/sh
                [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit; }
                while [ "$1" != ranload.controller.ControllerMain ]; do shift; done
                shift
                echo "ran $*"
                """);
        script(tools.resolve("mvn"), "#!/bin/sh\necho \"mvn in $PWD\" >>'" + folder.resolve("calls") + "'\n");
    }

    @Test
    void buildsOnceAndNotAgainWhileNothingChanges() throws Exception {
        assertThat(ran("show", "7")).isEqualTo("ran show 7\n");
        assertThat(ran("stop", "8")).isEqualTo("ran stop 8\n");
        assertThat(calls()).containsExactly("mvn in " + project.toRealPath());
    }

    @Test
    void buildsAgainWhenASourceAPomOrAFolderOfSourcesIsNewer() throws Exception {
        ran("--version");
        Path source = project.resolve("controller/src/main/java/A.java");
        Files.writeString(source, "class A {}");
        later(source);
        ran("--version");
        later(project.resolve("agent/pom.xml"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        ran("--version");

        assertThat(calls()).hasSize(3);
    }

    @Test
    void runsTheCommandThatALinkIsNamedAfterFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("startSession"), project.resolve("ranload"));

        try (Running run = run(link, "-b", "5")) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo("ran startSession -b 5\n");
        }
    }

    @Test
    void saysWhatToInstallWhenMavenIsMissing() throws Exception {
        Files.delete(tools.resolve("mvn"));

        try (Running run = run(project.resolve("ranload"), "--version")) {
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("needs Maven to build: sudo apt-get install -y default-jdk-headless maven");
        }
    }

    @Test
    void buildsAndRunsAlsoWhereItCannotSaySo() throws Exception {
        ProcessBuilder deaf = new ProcessBuilder(
                "/bin/sh",
                "-c",
                "exec \"$0\" \"$@\" 2>/dev/full",
                project.resolve("ranload").toString(),
                "--version");
        try (Running run = started(deaf)) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("ran --version\n");
        }
    }

    @Test
    void triesAgainAfterABuildThatFailed() throws Exception {
        String working = Files.readString(tools.resolve("mvn"));
        script(tools.resolve("mvn"), "#!/bin/sh\necho 'compilation failure' >&2\nexit 1\n");
        try (Running run = run(project.resolve("ranload"), "--version")) {
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("compilation failure", "the build failed");
            assertThat(run.out()).isEmpty();
        }
        script(tools.resolve("mvn"), working);

        assertThat(ran("--version")).isEqualTo("ran --version\n");
    }

    private String ran(String... words) throws InterruptedException {
        try (Running run = run(project.resolve("ranload"), words)) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            return run.out();
        }
    }

    private Running run(Path launcher, String... words) {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(words));
        return started(builder);
    }

    private Running started(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.put("PATH", tools.toString());
        environment.put("JAVA_HOME", folder.resolve("jdk").toString());
        return Running.start(builder, folder);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    /** As if changed a minute from now: file systems keep coarse times. */
    private static void later(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
