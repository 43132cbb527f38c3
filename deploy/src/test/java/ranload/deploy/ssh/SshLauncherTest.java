package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.deploy.DoctorStep;
import ranload.deploy.EchoAgents;
import ranload.link.BytePipe;
import ranload.session.Failure;
import ranload.session.FailureException;

/** Against a real OpenSSH server. */
@Timeout(180)
class SshLauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path serverFolder;

    private static Sshd sshd;

    @TempDir
    Path folder;

    private Path jar;

    @BeforeAll
    static void startServer() throws IOException {
        sshd = Sshd.start(serverFolder);
    }

    @AfterAll
    static void stopServer() {
        sshd.close();
    }

    @BeforeEach
    void emptyTheServer() throws IOException {
        sshd.reset();
        jar = EchoAgents.jar(folder, 300_000);
    }

    @Test
    void uploadsTheAgentAndHandsBackAPipeToIt() throws IOException {
        BytePipe pipe = launch(sshd.target());
        try {
            long pid = EchoAgents.pid(pipe);
            assertThat(EchoAgents.echo(pipe, "hello")).isEqualTo("hello");
            assertThat(pipe.describe()).startsWith("ssh ").endsWith("@127.0.0.1:" + sshd.port);
            await().atMost(LIMIT).until(() -> pipe.diagnostics().contains("echo agent " + pid));
            assertThat(cached()).hasSize(1);
        } finally {
            pipe.close();
        }
    }

    @Test
    void aWarmServerGetsNoSecondUpload() throws IOException {
        launch(sshd.target()).close();
        Object before = Files.getAttribute(cached().get(0), "unix:ino");
        launch(sshd.target()).close();
        assertThat(Files.getAttribute(cached().get(0), "unix:ino")).isEqualTo(before);
    }

    @Test
    void aDamagedAgentInTheCacheIsReplaced() throws IOException {
        launch(sshd.target()).close();
        Path stored = cached().get(0);
        byte[] whole = Files.readAllBytes(stored);
        flipOneBit(stored);
        BytePipe pipe = launch(sshd.target());
        try {
            assertThat(EchoAgents.echo(pipeAfterPid(pipe), "whole")).isEqualTo("whole");
            assertThat(Files.readAllBytes(stored)).isEqualTo(whole);
        } finally {
            pipe.close();
        }
    }

    @Test
    void theNewestAgentStaysInTheCacheAlone() throws IOException {
        for (int ballast = 1; ballast <= 3; ballast++) {
            jar = EchoAgents.jar(folder, ballast);
            launch(sshd.target()).close();
        }
        assertThat(cached()).hasSize(1);
    }

    @Test
    void whatTheLoginShellPrintsIsPassedOver() throws IOException {
        sshd.noise("echo 'Welcome! ranload-link/1 nobody'; printf 'no line feed'\n");
        BytePipe pipe = launch(sshd.target());
        try {
            assertThat(EchoAgents.echo(pipeAfterPid(pipe), "hello")).isEqualTo("hello");
        } finally {
            pipe.close();
        }
    }

    @Test
    void theAgentIsGoneWhenThePipeIsClosed() throws IOException {
        BytePipe pipe = launch(sshd.target());
        long pid = EchoAgents.pid(pipe);
        pipe.close();
        pipe.close();
        await().atMost(LIMIT).until(() -> !EchoAgents.runs(pid));
    }

    @Test
    void anAgentThatRunsOnAfterItsInputEndedIsKilledWhenThePipeIsClosed() throws IOException {
        BytePipe pipe = new SshLauncher(sshd.target(), jar, null).launch(EchoAgents.settings("deaf"));
        long pid = EchoAgents.pid(pipe);
        assertThat(EchoAgents.runs(pid)).isTrue();
        pipe.close();
        await().atMost(LIMIT).until(() -> !EchoAgents.runs(pid));
    }

    @Test
    void theAgentIsGoneWhenTheConnectionIsCut() throws IOException {
        try (CuttablePath path = CuttablePath.to(sshd.port)) {
            BytePipe pipe = launch(Targets.withPort(sshd.target(), path.port()));
            long pid = EchoAgents.pid(pipe);
            path.cut();
            await().atMost(LIMIT).until(() -> !EchoAgents.runs(pid));
            pipe.close();
        }
    }

    @Test
    void anInterruptedUploadIsNotTakenForTheAgentAndGoneOnWith() throws IOException {
        jar = EchoAgents.jar(folder, 2_000_000);
        try (CuttablePath path = CuttablePath.to(sshd.port)) {
            path.holdAfterOctets(1_900_000);
            CompletableFuture<Failure> failure =
                    CompletableFuture.supplyAsync(() -> failureOf(Targets.withPort(sshd.target(), path.port())));
            await().atMost(LIMIT).until(() -> octetsReceived() > 1_500_000);
            path.cut();
            assertThat(failure.join().code()).isEqualTo("bootstrap_failed");
        }
        assertThat(cached()).isEmpty();
        await().atMost(LIMIT).until(SshLauncherTest::theReceiverIsGone);
        // The rest fits through this one, all of it would not.
        try (CuttablePath path = CuttablePath.to(sshd.port)) {
            path.cutAfterOctets(1_900_000);
            launch(Targets.withPort(sshd.target(), path.port())).close();
        }
        BytePipe pipe = launch(sshd.target());
        try {
            assertThat(EchoAgents.echo(pipeAfterPid(pipe), "clean")).isEqualTo("clean");
            assertThat(cached()).hasSize(1);
            try (Stream<Path> all = Files.list(sshd.cache())) {
                assertThat(all).hasSize(1);
            }
        } finally {
            pipe.close();
        }
    }

    @Test
    void whatAnAgentThatFailsSaysIsPartOfTheFailure() {
        FailureException thrown =
                catchThrowableOfType(FailureException.class, () -> new SshLauncher(sshd.target(), jar, null)
                        .launch(EchoAgents.settings("broken")));
        assertThat(thrown.failure().code()).isEqualTo("agent_start_failed");
        assertThat(thrown.failure().message()).contains("cannot open the spool", "127.0.0.1:" + sshd.port);
    }

    @Test
    void anAgentThatNeverAnswersEndsAtTheDeadlineAndIsGone() {
        SshTarget target = Targets.withDeadline(sshd.target(), Duration.ofSeconds(5));
        FailureException thrown = catchThrowableOfType(
                FailureException.class, () -> new SshLauncher(target, jar, null).launch(EchoAgents.settings("mute")));
        assertThat(thrown.failure().code()).isIn("agent_start_failed", "ssh_timeout");
        await().atMost(LIMIT).until(() -> Commands.run("ps", "-eo", "args")
                .lines()
                .noneMatch(line -> line.contains(sshd.cache().toString()) && line.contains("-jar")));
    }

    @Test
    void aMissingJavaIsNamed() {
        Failure failure = failureOf(Targets.withJava(sshd.target(), "/no/such/java"));
        assertThat(failure.code()).isEqualTo("no_java");
        assertThat(failure.message()).contains("/no/such/java", "default-jre-headless");
    }

    @Test
    void anOldJavaIsNamed() throws IOException {
        Path old = Files.writeString(folder.resolve("java8"), "#!/bin/sh\necho 'java version \"1.8.0_392\"' >&2\n");
        Commands.run("chmod", "755", old.toString());
        Failure failure = failureOf(Targets.withJava(sshd.target(), old.toString()));
        assertThat(failure.code()).isEqualTo("java_too_old");
        assertThat(failure.message()).contains(old + " is Java 8");
    }

    @Test
    void parametersAreNeverCommands() throws IOException {
        Path trap = folder.resolve("trap");
        for (String java : List.of(
                "/bin/true; touch " + trap,
                "$(touch " + trap + ")",
                "`touch " + trap + "`",
                "'; touch " + trap + "; '",
                "\"; touch " + trap + "; \"",
                "~/$(touch " + trap + ")",
                "-version' | touch " + trap)) {
            assertThat(failureOf(Targets.withJava(sshd.target(), java)).code()).isEqualTo("no_java");
        }
        assertThat(trap).doesNotExist();
    }

    @Test
    void aCacheFolderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(serverFolder.resolve("cache"), "a file where the folder should be");
        Failure failure = failureOf(sshd.target());
        assertThat(failure.code()).isEqualTo("cache_not_writable");
        assertThat(failure.message()).contains(sshd.cache().toString());
    }

    @Test
    void aFolderElsewhereMayBeNamedForTheAgent() throws IOException {
        Path elsewhere = folder.resolve("some where");
        launch(Targets.withDirectory(sshd.target(), elsewhere.toString())).close();
        assertThat(cached()).isEmpty();
        assertThat(elsewhere.resolve("ran-load-generator/agent")).isDirectoryContaining("glob:**.jar");
    }

    @Test
    void aMissingAgentJarIsNamed() {
        jar = folder.resolve("none.jar");
        assertThat(failureOf(sshd.target()).code()).isEqualTo("agent_jar_missing");
    }

    @Test
    void anAccountThatMayNotRunCommandsIsToldSo() throws IOException {
        try (Sshd strict = Sshd.start(folder, "ForceCommand echo not for you >&2; exit 1")) {
            Failure failure = failureOf(strict.target());
            assertThat(failure.code()).isEqualTo("bootstrap_failed");
            assertThat(failure.message()).contains("not for you");
        }
    }

    @Test
    void theDoctorWalksEveryStep() {
        List<DoctorStep> steps = new SshLauncher(sshd.target(), jar, null).examine(EchoAgents.settings("echo"));
        assertThat(steps).allMatch(DoctorStep::ok);
        assertThat(steps)
                .extracting(DoctorStep::name)
                .containsExactly(
                        "private key",
                        "name resolution",
                        "TCP connection",
                        "host key",
                        "authentication",
                        "java",
                        "cache folder",
                        "agent upload",
                        "rights",
                        "agent start");
    }

    @Test
    void theDoctorStopsAtTheFirstStepThatFails() {
        SshTarget target = Targets.withJava(sshd.target(), "/no/such/java");
        List<DoctorStep> steps = new SshLauncher(target, jar, null).examine(EchoAgents.settings("echo"));
        DoctorStep last = steps.get(steps.size() - 1);
        assertThat(last.name()).isEqualTo("java");
        assertThat(last.ok()).isFalse();
        assertThat(last.cure()).contains("install Java 17");
        assertThat(steps.subList(0, steps.size() - 1)).allMatch(DoctorStep::ok);
    }

    private BytePipe launch(SshTarget target) {
        return new SshLauncher(target, jar, null).launch(EchoAgents.settings("echo"));
    }

    private Failure failureOf(SshTarget target) {
        return catchThrowableOfType(FailureException.class, () -> launch(target))
                .failure();
    }

    private static BytePipe pipeAfterPid(BytePipe pipe) throws IOException {
        assertThat(EchoAgents.pid(pipe)).isPositive();
        return pipe;
    }

    private List<Path> cached() throws IOException {
        if (!Files.exists(sshd.cache())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(sshd.cache())) {
            return all.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    /** By the number in the name of what it received; one that nobody has collected yet counts as there. */
    private static long octetsReceived() throws IOException {
        try (Stream<Path> all = Files.list(sshd.cache())) {
            return all.filter(file -> file.toString().contains("/.upload-"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static boolean theReceiverIsGone() throws IOException {
        try (Stream<Path> all = Files.list(sshd.cache())) {
            return all.map(file -> file.toString())
                    .filter(name -> name.contains("/.upload-"))
                    .noneMatch(name -> Files.exists(Path.of("/proc", name.substring(name.lastIndexOf('-') + 1))));
        }
    }

    private static void flipOneBit(Path file) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(raw.length() / 2);
            int octet = raw.read();
            raw.seek(raw.length() / 2);
            raw.write(octet ^ 1);
        }
    }
}
