package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Lab;
import ranload.lab.Running;
import ranload.lab.Stored;

/** Disks, databases, logs, clocks and programs of the hosts that are not as they should be. */
@Tag("fault")
class HostIT extends InLab {
    @Test
    void measuresOnWhenTheNearAgentsDiskIsFullAndSaysSo() throws Exception {
        Report.row("17", "near agent's disk full", "load goes on; every row arrives; a warning says so", () -> {
            scene.fillTheDisk();
            scene.start();
            Stored stored = scene.accept(Scene.form("ue0", "b", 3));
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("complete");
            assertThat(scene.database().texts("SELECT DISTINCT code FROM session_warning WHERE agent = 'near'"))
                    .as(stored.story())
                    .contains("spool_failed");
            invariants.check();
            return outcome + "; warning spool_failed";
        });
    }

    @Test
    void goesOnWithADatabaseThatMayOnlyBeReadForAWhile() throws Exception {
        String expected = "POST 507; load goes on; complete and no row missing when it may be written again";
        Report.row("19", "database's files made immutable under load", expected, () -> {
            // tmpfs lets whoever has a file open write on; ext4 does not.
            Path disk = Files.createDirectory(scene.folder().resolve("disk"));
            String image = scene.folder().resolve("image").toString();
            run("truncate", "-s", "32m", image);
            run("mkfs.ext4", "-q", image);
            run("mount", "-o", "loop", image, disk.toString());
            try {
                scene = new Scene(lab, disk);
                invariants = new Invariants(scene, load);
                scene.start();
                Stored stored = scene.begin(Scene.form("ue0", "b", 16));
                invariants.noteRows();
                String database = scene.database().file().toString();
                run("chattr", "+i", database, database + "-wal");
                try {
                    assertThat(scene.post(Scene.form("ue0", "u", 1)).orFail().out())
                            .endsWith("507");
                    load.awaitSome("ue0_up");
                    load.awaitSome("ue0_down");
                    load.awaitNone("ue");
                    Scene.hold(Duration.ofSeconds(2)); // the end of the session has to wait as well
                    assertThat(scene.ended(stored)).as(stored.story()).isFalse();
                } finally {
                    run("chattr", "-i", database, database + "-wal");
                }
                String outcome = scene.awaitEnd(stored);
                assertThat(outcome).as(stored.story()).isEqualTo("complete");
                invariants.check();
                return "507; " + outcome;
            } finally {
                run("umount", "--lazy", disk.toString());
            }
        });
    }

    @Test
    void goesOnWhenItsLogCannotBeWritten() throws Exception {
        String expected = "complete, and again after both agents died, of which the log would tell";
        Report.row("38", "controller's log on a full device", expected, () -> {
            scene.logTo("/dev/full");
            scene.start();
            String first = scene.awaitEnd(scene.accept(Scene.form("ue0", "b", 1)));
            assertThat(first).isEqualTo("complete");
            long near = scene.nearAgent();
            Scene.signal("KILL", near);
            Scene.signal("KILL", scene.farAgent());
            await().atMost(Scene.BOUND).until(() -> ProcessHandle.of(near).isEmpty());
            String second = scene.awaitEnd(scene.accept(Scene.form("ue0", "b", 1)));
            assertThat(second).isEqualTo("complete");
            assertThat(scene.controller().isAlive()).isTrue();
            invariants.check();
            return first + ", " + second;
        });
    }

    private static void run(String... words) {
        Running.start(List.of(words)).await(Scene.BOUND).orFail();
    }

    @Test
    void measuresOnWhenTheWallClockSteps() throws Exception {
        Report.row("23", "wall clock of controller and near agent steps -1 h, then +1 h", "complete; no gap", () -> {
            Path offset = scene.folder().resolve("offset");
            Scene.write(offset, "+0\n");
            scene.variable("LD_PRELOAD", faketime());
            scene.variable("FAKETIME_TIMESTAMP_FILE", offset.toString());
            scene.variable("FAKETIME_NO_CACHE", "1");
            scene.variable("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            scene.variable("FAKETIME_FORCE_MONOTONIC_FIX", "0"); // that fix slows every timed wait of a JVM down
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 10));
            Scene.write(offset, "-3600\n");
            scene.awaitInterval(stored, 5);
            Scene.write(offset, "+3600\n");
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("complete");
            assertThat(stored.completeIntervals("u")).as(stored.story()).startsWith(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            assertThat(scene.database()
                            .texts("SELECT timestamp FROM session_data WHERE record_type = 'u'" + " ORDER BY interval"))
                    .as("times of rows in their order")
                    .isSorted();
            assertThat(scene.database().number("SELECT max(sample_duration) FROM session_data"))
                    .isLessThan(1.1);
            invariants.check();
            return outcome + "; 10 rows each way, times in order";
        });
    }

    @Test
    void measuresWithAFarAgentWhoseClockIsADayOff() throws Exception {
        Report.row("24", "far agent's wall clock one day off", "complete; counts agree", () -> {
            onServer(
                    "late-java",
                    "LD_PRELOAD=" + faketime()
                            + " FAKETIME=-1d FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 exec java \"$@\"");
            scene.server("late", "java: ~/late-java");
            scene.start();
            Stored stored = scene.accept(Scene.form("ue0", "b", 3).replace("environment=server", "environment=late"));
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("complete");
            assertThat(stored.sum("u", "errors")).isZero();
            invariants.check();
            return outcome;
        });
    }

    @Test
    void refusesAnAgentOfAnotherBuild() throws Exception {
        Report.row("37", "far agent of another build", "refused, both builds named; no load", () -> {
            Path old = Path.of(lab.setting("LAB_SERVER_HOME"), "old.jar");
            Files.copy(Lab.project().resolve("controller/target/ranload/agent/ranload-agent.jar"), old);
            Path properties = Files.createDirectories(scene.folder().resolve("jar/ranload/bus"))
                    .resolve("build.properties");
            Scene.write(properties, "build_id=0.0.1-old\n");
            Running.start(List.of(
                            Path.of(java()).resolveSibling("jar").toString(),
                            "uf",
                            old.toString(),
                            "-C",
                            scene.folder().resolve("jar").toString(),
                            "ranload/bus/build.properties"))
                    .await(Scene.BOUND)
                    .orFail();
            onServer(
                    "old-java",
                    "for w; do shift; case $w in *.jar) w=$HOME/old.jar;; esac; set -- \"$@\" \"$w\"; done;"
                            + " exec java \"$@\"");
            scene.server("old", "java: ~/old-java");
            scene.start();
            long before = load.packets("ue");
            Stored stored = scene.accept(Scene.form("ue0", "b", 3).replace("environment=server", "environment=old"));
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).startsWith("failed/");
            assertThat(stored.story()).contains("0.0.1-old").contains("controller is build");
            assertThat(load.packets("ue")).as("load").isEqualTo(before);
            Stored next = scene.accept(Scene.form("ue0", "b", 1));
            assertThat(scene.awaitEnd(next)).isEqualTo("complete");
            invariants.check();
            return outcome + ", both builds named; with the right agent complete";
        });
    }

    /** Writes a program into the server's home. */
    private void onServer(String name, String line) {
        Path file = Path.of(lab.setting("LAB_SERVER_HOME"), name);
        Scene.write(file, "#!/bin/sh\n" + line + "\n");
        Running.start(List.of("chmod", "755", file.toString()))
                .await(Scene.BOUND)
                .orFail();
    }

    /** The JVM that the tests run on. */
    private static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }

    private static String faketime() {
        return Running.start(List.of("sh", "-c", "ls /usr/lib/*/faketime/libfaketimeMT.so.1"))
                .await(Scene.BOUND)
                .orFail()
                .out()
                .strip();
    }
}
