package ranload.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code startSession} by itself, as its published flags have it, against the lab's server. */
@Tag("lab")
class StandaloneIT {
    @TempDir
    Path folder;

    private static Lab lab;
    private static Program program;

    @BeforeAll
    static void makeLab() {
        lab = Lab.up();
        program = new Program(lab);
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    @Test
    void measuresDownstreamOnOneNicAndLeavesNothingRunning() throws IOException {
        List<Long> sshd = lab.pids("server");
        Database database = Program.databaseIn(folder);
        Path csv = folder.resolve("rows.csv");
        Stored stored;
        String seenOnOtherNic;
        try (Running capture = lab.start("ue", "tcpdump", "-lnni", "ue1", "udp or tcp")) {
            await().atMost(Program.BOUND).until(() -> capture.err().contains("listening on ue1"));
            Finished finished = program.startSession(
                            database, "-i", "ue0", "-d", "d", "-b", "20", "-t", "4", "--csv", csv.toString())
                    .await(Program.BOUND);
            stored = Program.session(database, finished);
            seenOnOtherNic = capture.out();
        }

        assertThat(stored.state()).as(stored.story()).isEqualTo("complete");
        assertThat(stored.completeIntervals("d")).as(stored.story()).startsWith(1, 2, 3, 4);
        assertThat(Files.readAllLines(csv))
                .hasSizeGreaterThanOrEqualTo(5)
                .first()
                .asString()
                .startsWith("Timestamp,Record Type,Sample Duration,Total Bytes,Throughput,Jitter,Errors,Packets Sent,"
                        + "Packet Error Rate,Packets Out Of Order");
        assertThat(seenOnOtherNic).as("packets on ue1").isEmpty();
        await().atMost(Program.BOUND)
                .untilAsserted(() -> assertThat(lab.pids("server")).isEqualTo(sshd));
        await().atMost(Program.BOUND)
                .untilAsserted(() -> assertThat(lab.pids("ue")).isEmpty());
        assertThat(files(Path.of(lab.setting("LAB_SERVER_TMP"))))
                .as("files in the server's /tmp")
                .isEmpty();
        assertThat(files(Path.of(lab.setting("LAB_SERVER_HOME"))))
                .as("files in the server's home: the agent for the next time, locks of empty spools")
                .allMatch(file -> file.toString().endsWith(".jar") || file.endsWith("lock"));
    }

    @Test
    void saysWhichKeyTheServerRefused() {
        Finished refused = program.start(
                        "startSession",
                        "-s",
                        lab.setting("LAB_SERVER_IPV4"),
                        "-k",
                        lab.setting("LAB_WRONG_KEY"),
                        "-u",
                        "root",
                        "--known-hosts",
                        lab.setting("LAB_KNOWN_HOSTS"),
                        "-i",
                        "ue0",
                        "-b",
                        "1",
                        "-t",
                        "1",
                        "--csv",
                        folder.resolve("rows.csv").toString())
                .await(Program.BOUND);

        assertThat(refused.exit()).as(refused.toString()).isEqualTo(4);
        assertThat(refused.err()).contains(lab.setting("LAB_WRONG_KEY"));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
