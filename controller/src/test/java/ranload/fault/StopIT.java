package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Stored;

/** Sessions that are stopped at odd moments. */
@Tag("fault")
class StopIT extends InLab {
    /** A busy machine may be so late with the DELETE that load flows by then. */
    private static final int TRIES = 5;

    @Test
    void stopsInEveryPhaseAndOnce() throws Exception {
        Report.row("36", "DELETE in PREPARING, after the end, of none", "200, 200, 404; no load", () -> {
            scene.start();
            long before = load.packets("ue");
            Stored stored = scene.accept(Scene.form("ue0", "b", 30));
            int first = scene.delete(stored.id());
            for (int again = 1; again < TRIES && hasRun(stored); again++) {
                before = load.packets("ue");
                stored = scene.accept(Scene.form("ue0", "b", 30));
                first = scene.delete(stored.id());
            }
            int again = scene.delete(stored.id());
            int unknown = scene.delete(stored.id() + 1);
            assertThat(first).as(stored.story()).isEqualTo(200);
            assertThat(again).isEqualTo(200);
            assertThat(unknown).isEqualTo(404);
            assertThat(load.packets("ue")).as("load").isEqualTo(before);
            String outcome = scene.outcome(stored);
            assertThat(outcome).isEqualTo("stopped");
            invariants.check();
            return first + ", " + again + ", " + unknown + "; " + outcome + " in preparing";
        });
    }

    private boolean hasRun(Stored stored) {
        return scene.database()
                .texts("SELECT state FROM session_state_change WHERE session_id = " + stored.id())
                .contains("running");
    }
}
