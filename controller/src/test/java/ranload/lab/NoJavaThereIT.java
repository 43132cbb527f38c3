package ranload.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code startSession} against a server that has sshd, a shell and coreutils, and an ordinary account; each test takes it
 * as the one before has left it.
 */
@Tag("lab")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NoJavaThereIT {
    /** Below what Java and the agent come to however well they are compressed, above what a session takes otherwise. */
    private static final long MUCH = 10_000_000;

    /** In the mount namespace of sshd: no programs but these, and one account more. */
    private static final String STRIP = """
            set -e
            mkdir -p /run/few /run/op
            for each in $(dpkg -L coreutils | grep -E '^(/usr)?/bin/.') /bin/sh /bin/bash; do
              cp -L "$each" /run/few/
            done
            sed '$ a op:x:4321:4321::/run/op:/bin/sh' /etc/passwd >/run/passwd
            sed '$ a op:*:19000::::::' /etc/shadow >/run/shadow
            chmod 600 /run/shadow
            chmod 700 /run/op
            chown 4321:4321 /run/op
            mount --bind /run/passwd /etc/passwd
            mount --bind /run/shadow /etc/shadow
            for each in /usr/lib/jvm /opt /usr/local; do
              if [ -d "$each" ]; then mount -t tmpfs tmpfs "$each"; fi
            done
            if [ -L /bin ]; then exec mount --bind /run/few /usr/bin; fi
            mount --bind /run/few /usr/bin && mount --bind /run/few /bin
            """;

    @TempDir
    static Path folder;

    private static Lab lab;
    private static Program program;
    private static Database database;
    private static List<Long> sshd;

    @BeforeAll
    static void makeLab() throws IOException {
        lab = Lab.up();
        program = new Program(lab);
        database = Program.databaseIn(folder);
        Files.setPosixFilePermissions(Path.of(lab.setting("LAB_FOLDER")), PosixFilePermissions.fromString("rwx--x--x"));
        sshd = lab.pids("server");
        there("sh", "-c", STRIP);
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    @Test
    @Order(1)
    void completesTheFirstSessionWithAJavaOfItsOwn() {
        assertThat(octetsOfSession()).isGreaterThan(MUCH);
    }

    @Test
    @Order(2)
    void completesTheNextWithWhatIsThere() {
        assertThat(octetsOfSession()).isLessThan(MUCH);
    }

    @Test
    @Order(3)
    void leavesNothingRunningAndOneVersion() {
        await().atMost(Program.BOUND)
                .untilAsserted(() -> assertThat(lab.pids("server")).isEqualTo(sshd));
        assertThat(there("ls", "/run/op/.cache/ran-load-generator/agent").lines())
                .satisfiesExactlyInAnyOrder(
                        jar -> assertThat(jar).matches("[0-9a-f]{64}\\.jar"),
                        runtime -> assertThat(runtime).matches("[0-9a-f]{64}\\.runtime"));
    }

    @Test
    @Order(4)
    void isSaidByTheDoctorToBeAnOrdinaryAccountWithoutJava() {
        List<String> arguments = new ArrayList<>(List.of("doctor"));
        arguments.addAll(serverFlags());
        Finished finished = program.start(arguments.toArray(String[]::new))
                .await(Program.BOUND)
                .orFail();

        assertThat(finished.out())
                .containsPattern("ok +java +none there")
                .containsPattern("ok +Java upload +there already")
                .containsPattern("ok +rights +an ordinary account");
    }

    /** Of SSH, from here to there. */
    private long octetsOfSession() {
        long before = lab.counts().get("ue0_up_ssh").octets();
        List<String> arguments =
                new ArrayList<>(List.of("startSession", "-o", database.file().toString()));
        arguments.addAll(serverFlags());
        arguments.addAll(List.of(
                "-d",
                "b",
                "-b",
                "5",
                "-t",
                "2",
                "--csv",
                folder.resolve("rows.csv").toString()));
        Stored stored = Program.session(
                database, program.start(arguments.toArray(String[]::new)).await(Program.BOUND));

        assertThat(stored.state()).as(stored.story()).isEqualTo("complete");
        for (String direction : List.of("u", "d")) {
            assertThat(stored.completeIntervals(direction)).as(stored.story()).startsWith(1, 2);
        }
        return lab.counts().get("ue0_up_ssh").octets() - before;
    }

    private static List<String> serverFlags() {
        return List.of(
                "-s",
                lab.setting("LAB_SERVER_IPV4"),
                "-p",
                lab.setting("LAB_SSH_PORT"),
                "-u",
                "op",
                "-k",
                lab.setting("LAB_SSH_KEY"),
                "--known-hosts",
                lab.setting("LAB_KNOWN_HOSTS"),
                "-i",
                Lab.NIC0);
    }

    /** Runs a command where sshd runs; programs of this machine are there until they are taken away. */
    private static String there(String... command) {
        List<String> whole = Stream.concat(
                        Stream.of("nsenter", "-t", sshd.get(0).toString(), "-m"), Stream.of(command))
                .toList();
        return Running.start(whole).await(Program.BOUND).orFail().out();
    }
}
