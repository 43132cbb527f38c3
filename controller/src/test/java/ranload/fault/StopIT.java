package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Stored;

/** Sessions that are stopped at odd moments. */
@Tag("fault")
class StopIT extends InLab {
    @Test
    void stopsInEveryPhaseAndOnce() throws Exception {
        Report.row("36", "DELETE in PREPARING, after the end, of none", "200, 200, 404; no load", () -> {
            scene.start();
            long before = load.packets("ue");
            Stored stored = scene.accept(Scene.form("ue0", "b", 30));
            int first = scene.delete(stored.id());
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
}
