package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.deploy.DoctorStep;
import ranload.deploy.EchoAgents;

/** The script, run by local shells, and the dialogue with it. */
@Timeout(120)
class BootstrapTest {
    private static final List<String> TOOLS = List.of(
            "dash",
            "sh",
            "java",
            "readlink",
            "sed",
            "head",
            "mkdir",
            "touch",
            "df",
            "uname",
            "rm",
            "mv",
            "wc",
            "timeout",
            "true",
            "sha256sum",
            "shasum",
            "openssl",
            "busybox");

    @TempDir
    Path folder;

    private AgentJar jar;
    private Trail trail;

    @BeforeEach
    void packAgent() throws Exception {
        jar = AgentJar.of(EchoAgents.jar(folder, 100_000));
        trail = new Trail();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "bash --posix"})
    void everyUsualShellBecomesTheAgent(String shell) throws Exception {
        for (int start = 0; start < 2; start++) {
            try (LocalShell pipe = shell(shell, Map.of())) {
                long group = bootstrap(pipe, jar, null).run();
                pipe.say("{\"nonce\":\"n0nce\",\"controller_id\":\"echo\"}");
                assertThat(pipe.hear()).isEqualTo("ranload-link/1 n0nce");
                assertThat(pipe.hear()).matches("[0-9]+");
                pipe.say("hello");
                assertThat(pipe.hear()).isEqualTo("hello");
                assertThat(group).isPositive();
            }
        }
        assertThat(trail.steps())
                .extracting(DoctorStep::finding)
                .filteredOn(finding -> finding.contains("uploaded") || finding.equals("there already"))
                .containsExactly("1 MiB uploaded", "there already");
    }

    @Test
    void theCommandsSurviveEveryLoginShell() {
        for (String command : List.of(Bootstrap.COMMAND, Bootstrap.KILL_COMMAND)) {
            String quoted = command.substring("exec sh -c '".length(), command.length() - 1);
            assertThat(command).startsWith("exec sh -c '").endsWith("'");
            assertThat(quoted).doesNotContain("'", "!", "\n").isASCII();
        }
        assertThat(Bootstrap.SCRIPT).isASCII().endsWith("\n").doesNotContain("\n#run\n");
    }

    @Test
    void javaHomeIsLookedInWhenThePathHasNoJava() throws Exception {
        Map<String, String> environment = Map.of(
                "PATH",
                toolsWithout("java").toString(),
                "JAVA_HOME",
                fakeJavaHome("21.0.1").toString());
        try (LocalShell pipe = shell("dash", environment)) {
            assertThat(bootstrap(pipe, jar, null).run()).isPositive();
        }
        assertThat(trail.steps().get(0).finding()).isEqualTo("Java 21 " + folder.resolve("jdk-21.0.1/bin/java"));
    }

    @Test
    void aConfiguredJavaIsTheOnlyOneThatCounts() throws Exception {
        String old = fakeJavaHome("11.0.2").resolve("bin/java").toString();
        SshTrouble trouble = troubleWith(Map.of(), old);
        assertThat(trouble.code()).isEqualTo("java_too_old");
        assertThat(trouble.finding()).contains(old + " is Java 11");
    }

    @Test
    void aConfiguredNameIsLookedForOnThePath() throws Exception {
        try (LocalShell pipe = shell("dash", Map.of())) {
            assertThat(bootstrap(pipe, jar, "java").run()).isPositive();
        }
    }

    @Test
    void aFullDiskIsSeenBeforeTheUpload() throws Exception {
        Path tools = toolsWithout("df");
        script(
                tools.resolve("df"),
                "echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'",
                "echo '/dev/some disk 1000 999 500 99% /home/my files'");
        SshTrouble trouble = troubleWith(Map.of("PATH", tools.toString()), null);
        assertThat(trouble.code()).isEqualTo("no_space");
        assertThat(trouble.finding())
                .contains("has 0 MiB free", folder.resolve("cache").toString());
        assertThat(trail.step()).isEqualTo("agent upload");
    }

    @Test
    void aDiskThatFillsDuringTheUploadIsSeenToo() throws Exception {
        Path tools = toolsWithout("head");
        script(tools.resolve("head"), "exit 1");
        SshTrouble trouble = troubleWith(Map.of("PATH", tools.toString()), null);
        assertThat(trouble.code()).isEqualTo("no_space");
        assertThat(filesInCache()).isEmpty();
    }

    @Test
    void anUploadThatArrivesDamagedIsRefusedAndRemoved() throws Exception {
        AgentJar other = new AgentJar(jar.file(), "0".repeat(64), jar.octets());
        try (LocalShell pipe = shell("dash", Map.of())) {
            SshTrouble trouble = catchThrowableOfType(
                    SshTrouble.class, () -> bootstrap(pipe, other, null).run());
            assertThat(trouble.code()).isEqualTo("upload_corrupt");
            assertThat(trouble.finding()).contains(jar.sha256());
        }
        assertThat(filesInCache()).isEmpty();
    }

    @Test
    void anotherToolComputesTheChecksumWhereCoreutilsAreMissing() throws Exception {
        Path tools = toolsWithout("sha256sum", "busybox");
        try (LocalShell pipe = shell("dash", Map.of("PATH", tools.toString()))) {
            assertThat(bootstrap(pipe, jar, null).run()).isPositive();
        }
        tools = toolsWithout("sha256sum", "busybox", "shasum", "openssl");
        assertThat(troubleWith(Map.of("PATH", tools.toString()), null, jarOfSize(7))
                        .code())
                .isEqualTo("no_checksum_tool");
    }

    @Test
    void aServerWithoutTimeoutRunsTheAgentAllTheSame() throws Exception {
        try (LocalShell pipe =
                shell("dash", Map.of("PATH", toolsWithout("timeout").toString()))) {
            assertThat(bootstrap(pipe, jar, null).run()).isPositive();
            pipe.say("{\"nonce\":\"n0nce\",\"controller_id\":\"echo\"}");
            assertThat(pipe.hear()).isEqualTo("ranload-link/1 n0nce");
        }
    }

    @Test
    void uploadsOfProcessesThatAreGoneAreRemoved() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("cache/ran-load-generator/agent"));
        String host = Commands.run("uname", "-n").strip();
        Path stale = Files.createFile(cache.resolve(".upload-" + host + "=-abc-99999999"));
        Path alive = Files.createFile(cache.resolve(
                ".upload-" + host + "=-abc-" + ProcessHandle.current().pid()));
        try (LocalShell pipe = shell("dash", Map.of())) {
            assertThat(bootstrap(pipe, jar, null).run()).isPositive();
        }
        assertThat(stale).doesNotExist();
        assertThat(alive).exists();
    }

    @Test
    void aShellThatPrintsWithoutEndIsGivenUp() throws Exception {
        try (LocalShell pipe = new LocalShell(folder, List.of("sh", "-c", "while :; do echo noise; done"), Map.of())) {
            SshTrouble trouble = catchThrowableOfType(
                    SshTrouble.class, () -> bootstrap(pipe, jar, null).run());
            assertThat(trouble.code()).isEqualTo("bootstrap_failed");
            assertThat(trouble.finding()).contains("prints without end");
        }
    }

    private SshTrouble troubleWith(Map<String, String> environment, String java) throws Exception {
        return troubleWith(environment, java, jar);
    }

    private SshTrouble troubleWith(Map<String, String> environment, String java, AgentJar wanted) throws Exception {
        try (LocalShell pipe = shell("dash", environment)) {
            return catchThrowableOfType(
                    SshTrouble.class, () -> bootstrap(pipe, wanted, java).run());
        }
    }

    private AgentJar jarOfSize(int ballast) throws Exception {
        return AgentJar.of(EchoAgents.jar(folder, ballast));
    }

    private Bootstrap bootstrap(LocalShell pipe, AgentJar wanted, String java) {
        return new Bootstrap(pipe, compressed -> {}, new BootOrder(wanted, new FarRuntimes(null), java, null), trail);
    }

    private LocalShell shell(String shell, Map<String, String> environment) throws IOException {
        return new LocalShell(folder, asShell(shell), environment);
    }

    /** The command as sshd would run it, with the shell under test in place of sh. */
    private static List<String> asShell(String shell) {
        return List.of("sh", "-c", Bootstrap.COMMAND.replaceFirst("exec sh", "exec " + shell));
    }

    private List<Path> filesInCache() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("cache/ran-load-generator/agent"))) {
            return all.toList();
        }
    }

    /** A folder with what the script needs, or would use, but these. */
    private Path toolsWithout(String... names) throws IOException {
        Path tools = Files.createTempDirectory(folder, "tools");
        for (String tool : TOOLS) {
            Path program = Path.of("/usr/bin", tool);
            if (!List.of(names).contains(tool) && Files.exists(program)) {
                script(tools.resolve(tool), "exec " + program + " \"$@\"");
            }
        }
        return tools;
    }

    /** Runs this machine's Java but says that it is of another version, in the file that comes with every Java. */
    private Path fakeJavaHome(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("jdk-" + version));
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "exec " + System.getProperty("java.home") + "/bin/java \"$@\"");
        return home;
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
