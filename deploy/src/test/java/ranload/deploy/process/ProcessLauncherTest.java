package ranload.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.deploy.AgentJvm;
import ranload.deploy.EchoAgents;
import ranload.link.BytePipe;
import ranload.session.Failure;
import ranload.session.FailureException;

@Timeout(120)
class ProcessLauncherTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void packAgent() throws IOException {
        jar = EchoAgents.jar(folder, 0);
    }

    @Test
    void handsBackAPipeThatLeadsToTheAgent() throws IOException {
        BytePipe pipe = launcher(List.of()).launch(EchoAgents.settings("echo"));
        try {
            long pid = EchoAgents.pid(pipe);
            assertThat(EchoAgents.echo(pipe, "hello")).isEqualTo("hello");
            assertThat(pipe.describe()).isEqualTo("child process " + pid);
            await().atMost(LIMIT).until(() -> pipe.diagnostics().contains("echo agent " + pid));
        } finally {
            pipe.close();
        }
    }

    @Test
    void theAgentIsGoneWhenThePipeIsClosed() throws IOException {
        BytePipe pipe = launcher(List.of()).launch(EchoAgents.settings("echo"));
        long pid = EchoAgents.pid(pipe);
        pipe.close();
        pipe.close();
        assertThat(EchoAgents.runs(pid)).isFalse();
        assertThatThrownBy(() -> EchoAgents.echo(pipe, "anybody?")).isInstanceOf(IOException.class);
    }

    @Test
    void anAgentThatRunsOnAfterItsInputEndedIsKilled() throws IOException {
        BytePipe pipe = launcher(List.of()).launch(EchoAgents.settings("deaf"));
        long pid = EchoAgents.pid(pipe);
        assertThat(EchoAgents.runs(pid)).isTrue();
        pipe.close();
        await().atMost(LIMIT).until(() -> !EchoAgents.runs(pid));
    }

    @Test
    void closingFreesAWriterThatTheAgentLeavesStanding() throws Exception {
        BytePipe pipe = launcher(List.of()).launch(EchoAgents.settings("stuck"));
        long pid = EchoAgents.pid(pipe);
        Thread writer = new Thread(() -> fill(pipe.out()), "writer");
        writer.setDaemon(true);
        writer.start();
        await().atMost(LIMIT).until(() -> inNativeWrite(writer));
        pipe.close();
        writer.join(LIMIT.toMillis());
        assertThat(writer.isAlive()).isFalse();
        await().atMost(LIMIT).until(() -> !EchoAgents.runs(pid));
    }

    @Test
    void thePrefixComesBeforeTheCommand() throws IOException {
        BytePipe pipe = launcher(List.of("/usr/bin/env", "MARK=left")).launch(EchoAgents.settings("echo"));
        try {
            byte[] environment = environmentOf(EchoAgents.pid(pipe));
            assertThat(new String(environment, StandardCharsets.ISO_8859_1)).contains("MARK=left");
        } finally {
            pipe.close();
        }
    }

    @Test
    void anInterruptFromTheTerminalDoesNotReachTheAgent() throws Exception {
        BytePipe pipe = launcher(List.of()).launch(EchoAgents.settings("echo"));
        try {
            long pid = EchoAgents.pid(pipe);
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(EchoAgents.echo(pipe, "still here")).isEqualTo("still here");
        } finally {
            pipe.close();
        }
    }

    @Test
    void whatTheMachineItselfSaysDoesNotGetIntoTheLink() throws Exception {
        BytePipe pipe = launcher(List.of()).launch(EchoAgents.settings("echo"));
        try {
            long pid = EchoAgents.pid(pipe);
            assertThat(new ProcessBuilder("kill", "-QUIT", Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
            await().atMost(LIMIT)
                    .until(() -> pipe.diagnostics().contains("Full thread dump")
                            || pipe.diagnostics().contains("JNI global refs"));
            assertThat(EchoAgents.echo(pipe, "clean")).isEqualTo("clean");
        } finally {
            pipe.close();
        }
    }

    @Test
    void aFailureTellsWhatTheAgentSaid() {
        assertThatThrownBy(() -> launcher(List.of()).launch(EchoAgents.settings("broken")))
                .asInstanceOf(type(FailureException.class))
                .extracting(FailureException::failure)
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("agent_start_failed");
                    assertThat(failure.message()).contains("cannot open the spool");
                });
    }

    @Test
    void aMissingJarIsNamed() {
        ProcessLauncher launcher = new ProcessLauncher(List.of(), JAVA, folder.resolve("no.jar"), AgentJvm.FLAGS);
        assertThatThrownBy(() -> launcher.launch(EchoAgents.settings("echo")))
                .asInstanceOf(type(FailureException.class))
                .extracting(FailureException::failure)
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("agent_jar_missing");
                    assertThat(failure.message()).contains("no.jar");
                });
    }

    @Test
    void anArchiveOfClassesThatIsNoneKeepsNoAgentFromStarting() throws IOException {
        Path archive = jar.resolveSibling(jar.getFileName().toString().replace(".jar", ".jsa"));
        Files.writeString(archive, "none");

        BytePipe pipe = launcher(List.of()).launch(EchoAgents.settings("echo"));

        pipe.close();
        assertThat(AgentJvm.archived(archive)).anyMatch(flag -> flag.contains(archive.toString()));
        assertThat(pipe.diagnostics()).doesNotContain("archive");
    }

    @Test
    void aMissingJavaIsNamed() {
        ProcessLauncher launcher = new ProcessLauncher(List.of(), Path.of("/no/such/java"), jar, AgentJvm.FLAGS);
        assertThatThrownBy(() -> launcher.launch(EchoAgents.settings("echo")))
                .asInstanceOf(type(FailureException.class))
                .extracting(FailureException::failure)
                .extracting(Failure::message)
                .asString()
                .contains("/no/such/java");
    }

    private ProcessLauncher launcher(List<String> prefix) {
        return new ProcessLauncher(prefix, JAVA, jar, AgentJvm.FLAGS);
    }

    private static void fill(OutputStream out) {
        try {
            while (true) {
                out.write(new byte[65_536]);
                out.flush();
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static boolean inNativeWrite(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("writeBytes")) {
                return true;
            }
        }
        return false;
    }

    private static byte[] environmentOf(long pid) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/proc/" + pid + "/environ"))) {
            return in.readAllBytes();
        }
    }
}
