package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.lab.Running;
import ranload.lab.Stored;

/** Processes that stand still for a while and then go on. */
@Tag("fault")
class StoppedIT extends InLab {
    private static final Duration CONSENT = Duration.ofSeconds(3);

    /** Of 5 Mbit/s in datagrams of 1400 octets. */
    private static final double DATAGRAMS_PER_SECOND = 5e6 / 8 / 1400;

    /** What one burst may be, and what the machine needs to be asked: far less than what was missed. */
    private static final double SLACK_SECONDS = 1;

    @ParameterizedTest
    @CsvSource({"7a, near, ue0_up, 7", "7b, far, ue0_down, 7"})
    void aSenderThatStoodStillDoesNotCatchUp(String number, String agent, String way, int seconds) throws Exception {
        Report.row(
                number,
                agent + " agent stopped for " + seconds + " s",
                "no load both ways after 3 s; then no burst of what was missed; goes on",
                () -> {
                    scene.start();
                    Stored stored = scene.begin(Scene.form("ue0", "b", 60));
                    long pid = agent.equals("near") ? scene.nearAgent() : scene.farAgent();
                    Scene.signal("STOP", pid);
                    load.assertSilentWithin("ue", CONSENT);
                    Scene.hold(Duration.ofSeconds(seconds - 5));

                    long before = load.packets(way);
                    long nanos = System.nanoTime();
                    Scene.signal("CONT", pid);
                    await().atMost(Scene.BOUND).until(() -> load.packets(way) > before);
                    Scene.hold(Duration.ofMillis(500));
                    long sent = load.packets(way) - before;
                    double elapsed = (System.nanoTime() - nanos) / 1e9;
                    assertThat((double) sent)
                            .as("datagrams in the " + elapsed + " s after " + seconds + " s of standing still")
                            .isPositive()
                            .isLessThan(DATAGRAMS_PER_SECOND * (elapsed + SLACK_SECONDS));
                    return "silent after 3 s; no burst; goes on; " + stopsAt(stored);
                });
    }

    @Test
    void loadGoesOnWhileTheControllerStandsStillForLessThanItsLease() throws Exception {
        Report.row("7c", "controller stopped for 5 s", "load goes on; no row lost", () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 60));
            Scene.signal("STOP", scene.controller().pid());
            Scene.hold(Duration.ofSeconds(4));
            load.awaitSome("ue0_up");
            load.awaitSome("ue0_down");
            Scene.signal("CONT", scene.controller().pid());
            scene.awaitInterval(stored, 8);
            return "load went on; " + stopsAt(stored);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = 15)
    void loadStopsWhileTheControllerStandsStillForLongerThanItsLease(int seconds) throws Exception {
        Report.row(
                "7d", "controller stopped for " + seconds + " s", "no load after 10 s; no row lost; ends once", () -> {
                    scene.start();
                    Stored stored = scene.begin(Scene.form("ue0", "b", 40));
                    invariants.noteRows();
                    Scene.signal("STOP", scene.controller().pid());
                    load.assertSilentWithin("ue", Duration.ofSeconds(12));
                    Scene.hold(Duration.ofSeconds(seconds - 14));
                    Scene.signal("CONT", scene.controller().pid());
                    String outcome = scene.awaitEnd(stored);
                    invariants.check();
                    return "no load after 12 s; " + outcome;
                });
    }

    @Test
    void aSecondControllerIsRefusedWhileTheFirstStandsStill() throws Exception {
        Report.row("29", "second controller while the first is stopped", "refused; the first goes on", () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 60));
            Running first = scene.controller();
            Scene.signal("STOP", first.pid());
            try (Running second = lab.start(
                    "ue",
                    ranload.lab.Program.launcher(),
                    "controller",
                    "--port",
                    "8081",
                    "--config",
                    scene.folder().resolve("controller.yaml").toString())) {
                await().atMost(Scene.BOUND).until(() -> !second.isAlive());
                assertThat(second.err()).contains("another controller uses");
            }
            Scene.signal("CONT", first.pid());
            scene.awaitInterval(stored, 6);
            return "refused: another controller uses the database; " + stopsAt(stored);
        });
    }

    private String stopsAt(Stored stored) {
        assertThat(scene.delete(stored.id())).as(stored.story()).isEqualTo(200);
        String outcome = scene.awaitEnd(stored);
        assertThat(outcome).as(stored.story()).isEqualTo("stopped");
        invariants.check();
        return outcome + " when asked to";
    }
}
