package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.lab.Stored;

/** The NIC under test goes. Each form takes a NIC of the lab that no other test of this class needs. */
@Tag("fault")
class NicIT extends InLab {
    @ParameterizedTest
    @CsvSource({
        "13a, ue1, ip link set ue1 down, 'ip link set ue1 up; ip route add default via 10.71.1.1 dev ue1 metric 101;"
                + " ip route add default via 10.71.1.1 dev ue1 table 101'"
    })
    void loadEndsWithItsNicAndTakesNoOther(String number, String nic, String command, String cure) throws Exception {
        fail(number, nic, command, cure);
    }

    /** By hand: SSH leaves through the same NIC, and the far agent hears only 4 min later that nobody is there. */
    @ParameterizedTest
    @Tag("long")
    @CsvSource("13b, ue2, ip link delete ue2, true")
    void endsTruthfullyWhenItsNicIsGoneForGood(String number, String nic, String command, String cure)
            throws Exception {
        fail(number, nic, command, cure);
    }

    private void fail(String number, String nic, String command, String cure) throws Exception {
        Report.row(number, command, "no load on any NIC; failed; near agent lives on", () -> {
            scene.start();
            long before = load.packets("ue0");
            Stored stored = scene.begin(Scene.form(nic, "b", 60));
            long near = scene.nearAgent();
            invariants.noteRows();
            lab.run("ue", Scene.BOUND, "bash", "-ec", command).orFail();
            load.assertSilentWithin("ue", Duration.ofSeconds(3));
            String outcome = scene.awaitEnd(stored);
            assertThat(load.packets("ue0")).as("load on ue0").isEqualTo(before);
            assertThat(scene.nearAgent()).as("near agent").isEqualTo(near);
            assertThat(outcome).as(stored.story()).startsWith("failed/");
            lab.run("ue", Scene.BOUND, "bash", "-ec", cure).orFail();
            if (cure.equals("true")) {
                invariants.checkWhileTheServerIsCutOff();
            } else {
                invariants.check();
            }
            return "silent after 3 s; " + outcome;
        });
    }
}
