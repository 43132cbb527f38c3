package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.deploy.DoctorStep;
import ranload.deploy.EchoAgents;

/**
 * The script where it finds no Java: in a mount namespace that hides this machine's, as root can make one. The runtime
 * that is sent is no Java either, but all that the script does with it is real.
 */
@Timeout(120)
class NoJavaTest {
    @TempDir
    Path folder;

    private Path cache;
    private AgentJar jar;
    private Path runtime;
    private Trail trail;
    private String directory;

    @BeforeEach
    void makeRuntime() throws Exception {
        cache = folder.resolve("cache/ran-load-generator/agent");
        jar = AgentJar.of(EchoAgents.jar(folder, 100_000));
        runtime = FakeRuntime.in(folder, 1);
        trail = new Trail();
    }

    @Test
    void getsOneOnceAndOnlyTheJarAfterThat() throws Exception {
        boot("");
        jar = AgentJar.of(EchoAgents.jar(folder, 200_000));
        boot("");

        assertThat(trail.steps())
                .filteredOn(step -> step.name().endsWith("upload"))
                .extracting(step -> step.name() + ": " + step.finding())
                .containsExactly(
                        "Java upload: 2 MiB uploaded",
                        "agent upload: 1 MiB uploaded",
                        "Java upload: there already",
                        "agent upload: 1 MiB uploaded");
        String tree = FarRuntime.of(runtime).sha256() + ".runtime";
        assertThat(namesInCache()).containsExactlyInAnyOrder(tree, jar.sha256() + ".jar");
        assertThat(cache.resolve(tree).resolve("lib/modules")).hasSameBinaryContentAs(runtime.resolve("lib/modules"));
        assertThat(cache.resolve(tree).resolve("bin/java")).isExecutable();
        try (Stream<Path> files = Files.list(cache.resolve(tree))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".used")))
                    .as("marks of the last start, which is the only one that may live")
                    .hasSize(1);
        }
    }

    @Test
    void saysWhatItsAccountMayDoAndHowToHaveMore() throws Exception {
        boot("");

        DoctorStep rights = trail.steps().get(trail.steps().size() - 1);
        assertThat(rights.name()).isEqualTo("rights");
        assertThat(rights.ok()).isTrue();
    }

    @Test
    void replacesAnotherVersionButNoneThatAnAgentUses() throws Exception {
        boot("");
        String first = FarRuntime.of(runtime).sha256() + ".runtime";
        String host = Commands.run("uname", "-n").strip();
        Path mark = Files.createFile(cache.resolve(first)
                .resolve(".used-" + host + "=-" + ProcessHandle.current().pid()));
        runtime = FakeRuntime.in(folder, 2);
        String second = FarRuntime.of(runtime).sha256() + ".runtime";

        boot("");
        assertThat(namesInCache()).containsExactlyInAnyOrder(first, second, jar.sha256() + ".jar");

        Files.delete(mark);
        boot("");
        assertThat(namesInCache()).containsExactlyInAnyOrder(second, jar.sha256() + ".jar");
    }

    @Test
    void replacesOneThatWasDamaged() throws Exception {
        boot("");
        Path modules = cache.resolve(FarRuntime.of(runtime).sha256() + ".runtime/lib/modules");
        Files.writeString(modules, "not what it was");

        boot("");

        assertThat(modules).hasSameBinaryContentAs(runtime.resolve("lib/modules"));
        assertThat(namesInCache()).hasSize(2);
    }

    @Test
    void goesOnWithWhatAProcessThatIsGoneHasReceivedAndDoesWithoutItWhereThatIsDamaged() throws Exception {
        FarRuntime sent = FarRuntime.of(runtime);
        byte[] all = sent.open().readAllBytes();
        for (boolean damaged : List.of(false, true)) {
            byte[] part = java.util.Arrays.copyOf(all, 1_000_000);
            part[900_000] ^= (byte) (damaged ? 1 : 0);
            String host = Commands.run("uname", "-n").strip();
            Files.createDirectories(cache);
            Files.write(cache.resolve(".upload-" + host + "=-" + sent.sha256() + "-99999999"), part);

            boot("");

            assertThat(namesInCache()).containsExactlyInAnyOrder(sent.sha256() + ".runtime", jar.sha256() + ".jar");
            assertThat(cache.resolve(sent.sha256() + ".runtime/lib/modules"))
                    .hasSameBinaryContentAs(runtime.resolve("lib/modules"));
            Commands.run("rm", "-r", cache.toString());
        }
    }

    @Test
    void twoAtOnceDoNotHurtEachOther() throws Exception {
        List<SshTrouble> troubles = new ArrayList<>();
        List<Thread> threads = Stream.of(1, 2, 3)
                .map(each -> new Thread(() -> {
                    try {
                        boot(new Trail(), "");
                    } catch (Exception e) {
                        synchronized (troubles) {
                            troubles.add(e instanceof SshTrouble s ? s : new SshTrouble("other", e.toString(), ""));
                        }
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(60_000);
        }

        assertThat(troubles).isEmpty();
        assertThat(namesInCache())
                .containsExactlyInAnyOrder(FarRuntime.of(runtime).sha256() + ".runtime", jar.sha256() + ".jar");
        boot("");
        assertThat(trail.steps()).extracting(DoctorStep::finding).contains("there already");
    }

    @Test
    void namesTheFolderToConfigureWhereNothingMayRun() {
        SshTrouble trouble = troubleWith("mount -t tmpfs -o noexec tmpfs " + folder.resolve("cache"));

        assertThat(trouble.code()).isEqualTo("noexec");
        assertThat(trouble.finding()).contains(cache.toString(), "noexec");
        assertThat(trouble.cure()).contains("agent_directory", "--agent-directory");
        assertThat(trail.step()).isEqualTo("Java upload");
    }

    @Test
    void seesThatNothingMayRunAnyMoreWhereItWasKeptBefore() throws Exception {
        boot("");

        SshTrouble trouble =
                troubleWith("mount --bind " + cache + " " + cache + "; mount -o remount,bind,noexec " + cache);

        assertThat(trouble.code()).isEqualTo("noexec");
    }

    @Test
    void keepsNothingInAFolderOfAnotherUser() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Commands.run("chown", "65534", theirs.toString());
        Commands.run("chmod", "777", theirs.toString());

        SshTrouble trouble = troubleIn(theirs);

        assertThat(trouble.code()).isEqualTo("cache_not_writable");
        assertThat(trouble.finding()).contains(theirs.toString(), "another user");
        assertThat(theirs).isEmptyDirectory();

        Commands.run("chmod", "1777", theirs.toString()); // as /var/tmp is
        directory = theirs.toString();
        boot("");
        assertThat(theirs.resolve("ran-load-generator/agent")).isNotEmptyDirectory();
    }

    @Test
    void namesTheFolderToConfigureWhereTheDiskIsFull() {
        SshTrouble trouble = troubleWith("mount -t tmpfs -o size=1m tmpfs " + folder.resolve("cache"));

        assertThat(trouble.code()).isEqualTo("no_space");
        assertThat(trouble.finding()).contains(cache.toString(), "has 1 MiB free");
        assertThat(trouble.cure()).contains("agent_directory");
    }

    @Test
    void seesADiskThatFillsMeanwhile() throws Exception {
        Path df = Files.createDirectory(folder.resolve("tools")).resolve("df");
        Files.writeString(df, "#!/bin/sh\necho Filesystem; echo / 9 9 99999999 1% /\n");
        Commands.run("chmod", "755", df.toString());

        SshTrouble trouble = troubleWith(
                "mount -t tmpfs -o size=2m tmpfs " + folder.resolve("cache") + "; PATH=" + df.getParent() + ":$PATH");

        assertThat(trouble.code()).isEqualTo("no_space");
    }

    @Test
    void getsTheOneForItsProcessorWhereThatOfTheControllerIsForAnother() throws Exception {
        FarMachine here = FarMachine.of(runtime.resolve("bin/java")).orElseThrow();
        Path fitting = Files.move(FakeRuntime.in(folder, 2), folder.resolve("runtime-1-" + here.processor()));
        FakeRuntime.asMachine(runtime, other(here));

        boot("");

        String tree = FarRuntime.of(fitting).sha256() + ".runtime";
        assertThat(namesInCache()).containsExactlyInAnyOrder(tree, jar.sha256() + ".jar");
        assertThat(cache.resolve(tree).resolve("lib/modules")).hasSameBinaryContentAs(fitting.resolve("lib/modules"));
    }

    @Test
    void getsTheOneForAnotherProcessorWhereItSaysThatItHasThat() throws Exception {
        FarMachine other = other(FarMachine.of(runtime.resolve("bin/java")).orElseThrow());
        Path sent = Files.move(FakeRuntime.in(folder, 2), folder.resolve("runtime-1-" + other.processor()));
        FakeRuntime.asMachine(sent, other);
        Path program = sent.resolve("bin/java");
        Files.write(program, java.util.Arrays.copyOf(Files.readAllBytes(program), 64));

        SshTrouble trouble = troubleWith(sayingOfItself(other));

        // It came, and was what its list says: what this machine then cannot run is that one, and not its own.
        assertThat(trouble.code()).isEqualTo("runtime_unusable");
        assertThat(trail.step()).isEqualTo("Java upload");
    }

    @Test
    void namesItsProcessorAndHowToHaveAJavaForThatWhereThereIsNone() throws Exception {
        FarMachine here = FarMachine.of(runtime.resolve("bin/java")).orElseThrow();

        SshTrouble trouble = troubleWith(sayingOfItself(other(here)));

        assertThat(trouble.code()).isEqualTo("no_java");
        assertThat(trouble.finding()).contains("it is " + other(here).uname(), "is for " + here.uname());
        assertThat(trouble.cure())
                .contains("package --runtime-for " + other(here).processor(), "default-jre-headless");
    }

    @Test
    void saysWhatIsMissingWhereThereIsNoneToSend() {
        runtime = folder.resolve("none");

        SshTrouble trouble = troubleWith("");

        assertThat(trouble.code()).isEqualTo("no_java");
        assertThat(trouble.finding())
                .contains("no Java at", folder.resolve("none").toString());
        assertThat(trouble.cure()).contains("default-jre-headless");
    }

    @Test
    void saysSoWhereItDoesNotRunThere() throws Exception {
        byte[] program = Files.readAllBytes(runtime.resolve("bin/java"));
        Files.write(runtime.resolve("bin/java"), java.util.Arrays.copyOf(program, 64));

        SshTrouble trouble = troubleWith("");

        assertThat(trouble.code()).isEqualTo("runtime_unusable");
        assertThat(namesInCache()).isEmpty();
    }

    private void boot(String before) throws Exception {
        boot(trail, before);
    }

    /** Runs the script to the point where it becomes the agent, after a command in its namespace. */
    private void boot(Trail steps, String before) throws Exception {
        try (LocalShell pipe = withoutJava(before)) {
            BootOrder order = new BootOrder(jar, new FarRuntimes(runtime), null, directory);
            assertThat(new Bootstrap(pipe, compressed -> {}, order, steps).run())
                    .isPositive();
            // What looks like Java ends at once; its mark is nobody's then.
            await().atMost(Duration.ofSeconds(30)).until(() -> pipe.in().read() < 0);
        }
    }

    private static FarMachine other(FarMachine machine) {
        return machine == FarMachine.X86_64 ? FarMachine.AARCH64 : FarMachine.X86_64;
    }

    /** A shell line after which the server is one of those, as far as uname knows. */
    private String sayingOfItself(FarMachine machine) throws Exception {
        Path uname = Files.createDirectory(folder.resolve("tools")).resolve("uname");
        Files.writeString(
                uname,
                "#!/bin/sh\nif [ \"$1\" = -sm ]; then echo " + machine.uname()
                        + "; else exec /usr/bin/uname \"$@\"; fi\n");
        Commands.run("chmod", "755", uname.toString());
        return "PATH=" + uname.getParent() + ":$PATH";
    }

    private SshTrouble troubleIn(Path kept) {
        directory = kept.toString();
        return troubleWith("");
    }

    private SshTrouble troubleWith(String before) {
        return catchThrowableOfType(SshTrouble.class, () -> boot(before));
    }

    private LocalShell withoutJava(String before) throws IOException {
        Files.createDirectories(folder.resolve("cache"));
        String hide = "for each in /usr/lib/jvm /opt /usr/local; do"
                + " if [ -d $each ]; then mount -t tmpfs tmpfs $each; fi; done\n" + before + "\nexec sh -c \"$1\"";
        return new LocalShell(
                folder,
                List.of("unshare", "--mount", "bash", "-ec", hide, "bash", Bootstrap.COMMAND),
                Map.of("JAVA_HOME", "/nonexistent", "PATH", "/usr/bin:/bin"));
    }

    private List<String> namesInCache() throws IOException {
        try (Stream<Path> all = Files.list(cache)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }
}
