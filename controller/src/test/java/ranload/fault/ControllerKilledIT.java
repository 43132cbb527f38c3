package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.lab.Stored;

/** A controller that is killed, in each phase of a session, and started again. */
@Tag("fault")
class ControllerKilledIT extends InLab {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int MOST_STEPS = 40;

    @ParameterizedTest
    @CsvSource({
        "1, session_stored, the request is stored and not yet answered",
        "2a, PrepareNear, PREPARING: the far side listens",
        "3b, rows_committed:3, RUNNING: rows are stored and not acknowledged",
        "4b, StoreState:4, the end is decided and not stored"
    })
    void endsTheSessionTruthfullyAfterItsRestart(String number, String point, String phase) throws Exception {
        killAt(number, point, phase);
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "3a, rows_arrived:3, RUNNING: rows have arrived and are not stored",
        "4a, CheckData, DRAINING: all results are here"
    })
    void endsTheSessionTruthfullyAfterItsRestartInMorePhases(String number, String point, String phase)
            throws Exception {
        killAt(number, point, phase);
    }

    private void killAt(String number, String point, String phase) throws Exception {
        Report.row(number, "controller killed: " + phase, "session ends once; every stored row stays", () -> {
            String outcome = endAt(point);
            return outcome + "; rows and counts agree";
        });
    }

    /** As SQLite is tested: fail at step 1, 2, 3 and so on until a session passes. */
    @Test
    @Tag("long")
    void endsTheSessionTruthfullyAtWhicheverStepItIsKilled() throws Exception {
        Report.row("4c", "controller killed before action 1, 2, 3 ... of a session", "as 1 to 4 each time", () -> {
            int step = 1;
            while (step <= MOST_STEPS && endsBefore(step)) {
                step++;
            }
            assertThat(step).as("actions of a session").isBetween(8, MOST_STEPS);
            return "as expected " + (step - 1) + " times; the session passed at " + step;
        });
    }

    private boolean endsBefore(int step) {
        scene.startEndingAt("action:" + step);
        scene.post(Scene.form("ue0", "b", 2));
        await().atMost(Scene.BOUND)
                .until(() -> !scene.controller().isAlive()
                        || scene.database().number("SELECT count(*) FROM sessions WHERE complete = 0") == 0);
        Scene.hold(Duration.ofSeconds(1));
        boolean ended = !scene.controller().isAlive();
        invariants.noteRows();
        if (ended) {
            load.assertSilentWithin("ue", LEASE);
            scene.start();
        }
        invariants.check();
        return ended;
    }

    private String endAt(String point) {
        scene.startEndingAt(point);
        scene.post(Scene.form("ue0", "b", 3)); // whether it is answered depends on the point
        await().atMost(Scene.BOUND).until(() -> !scene.controller().isAlive());
        assertThat(scene.database().texts("SELECT session_id FROM sessions")).hasSize(1);
        invariants.noteRows();
        load.assertSilentWithin("ue", Duration.ofSeconds(3));

        scene.start();

        Stored stored = new Stored(scene.database(), (long) scene.database().number("SELECT session_id FROM sessions"));
        String outcome = scene.awaitEnd(stored);
        assertThat(outcome).as(stored.story()).isIn("interrupted/controller_restart", "complete");
        invariants.check();
        return outcome;
    }

    @Test
    void leavesNoHalfAgentOnTheServerAndUploadsAWholeOneNextTime() throws Exception {
        Report.row(
                "2b",
                "controller killed in PREPARING: the agent's jar is half copied",
                "no jar under its name until it is whole; the next session copies it again and is complete",
                () -> {
                    Path cache = Path.of(lab.setting("LAB_SERVER_HOME"), ".cache");
                    Scene.remove(cache.toString());
                    lab.impair("--by", "forwarder", "--rate", "20", "--ssh-too");
                    scene.start();
                    Stored stored = scene.accept(Scene.form("ue0", "b", 1));
                    await().atMost(Scene.BOUND)
                            .until(() -> uploads(cache).stream().anyMatch(ControllerKilledIT::hasOctets));
                    scene.killController();
                    await().atMost(Scene.BOUND).until(() -> lab.pids("server").equals(scene.sshd()));
                    assertThat(Invariants.files(cache))
                            .noneMatch(file -> file.toString().endsWith(".jar"));
                    lab.unimpair();

                    scene.start();
                    String outcome = scene.awaitEnd(stored);
                    assertThat(outcome).isEqualTo("interrupted/controller_restart");
                    assertThat(scene.awaitEnd(scene.accept(Scene.form("ue0", "b", 1))))
                            .isEqualTo("complete");
                    invariants.check();
                    assertThat(uploads(cache)).isEmpty();
                    return outcome + "; the next one complete";
                });
    }

    private static List<Path> uploads(Path cache) {
        return Invariants.files(cache).stream()
                .filter(file -> file.getFileName().toString().startsWith(".upload"))
                .toList();
    }

    private static boolean hasOctets(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            return false; // renamed or removed since it was listed
        }
    }

    @Test
    void loadStopsWithTheControllerAndEveryMeasuredSecondIsStoredAfterItsRestart() throws Exception {
        Report.row("3", "controller killed in RUNNING", "load stops, far agent gone within 10 s; rows replayed", () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 60));
            invariants.noteRows();
            scene.killController();
            load.assertSilentWithin("ue", LEASE);
            await().atMost(Scene.BUSY).untilAsserted(() -> assertThat(scene.javas("server"))
                    .as("agents on the server")
                    .isEmpty());

            scene.start();
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).isEqualTo("interrupted/controller_restart");
            assertThat(scene.database().number("SELECT count(*) FROM stream_result"))
                    .as("results of " + stored.story())
                    .isEqualTo(4);
            invariants.check();
            return "no load and no far agent after 10 s; " + outcome + " with all 4 results";
        });
    }
}
