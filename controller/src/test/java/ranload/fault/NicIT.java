package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Running;
import ranload.lab.Stored;

/** The NIC under test goes, and with it the SSH connection that leaves through it. */
@Tag("fault")
class NicIT extends InLab {
    /** An agent without work that hears nothing ends after a minute. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(150);

    @Test
    void loadEndsWithANicThatIsSetDownAndTakesNoOther() throws Exception {
        Report.row("13a", "NIC set down", "no load on any NIC; failed/interface_gone; near agent lives on", () -> {
            Stored stored = lose("ue1", "ip link set ue1 down", 60);
            String outcome = endsWithItsNic(stored);
            inUe("ip link set ue1 up; ip route add default via 10.71.1.1 dev ue1 metric 101;"
                    + " ip route add default via 10.71.1.1 dev ue1 table 101");
            invariants.check();
            return "silent after 3 s; " + outcome;
        });
    }

    @Test
    void theFarAgentEndsByItselfWhenTheNicIsDeletedAndItsRowsAreCollectedWhenThatIsBack() throws Exception {
        String expected = "no load; failed/interface_gone; far agent gone by itself; all rows once the NIC is back";
        Report.row("13b", "NIC deleted, and back after the far agent's end", expected, () -> {
            Stored stored = lose("ue2", "ip link delete ue2", 15);
            long nanos = System.nanoTime();
            String outcome = endsWithItsNic(stored);
            await().atMost(LEFT_ALONE).untilAsserted(() -> assertThat(scene.javas("server"))
                    .as("agents on the server")
                    .isEmpty());
            long seconds = Duration.ofNanos(System.nanoTime() - nanos).toSeconds();
            plugIn();
            await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(scene.database()
                            .number("SELECT count(*) FROM stream_result WHERE session_id = " + stored.id()))
                    .as(stored.story())
                    .isEqualTo(4));
            invariants.checkButForOldConnections();
            return "silent after 3 s; " + outcome + "; far agent gone after " + seconds + " s; its rows are stored";
        });
    }

    /** Begins a session through a NIC and takes that away. */
    private Stored lose(String nic, String command, int seconds) {
        scene.start();
        Stored stored = scene.begin(Scene.form(nic, "b", seconds));
        invariants.noteRows();
        inUe(command);
        return stored;
    }

    private String endsWithItsNic(Stored stored) {
        long before = load.packets("ue0");
        long near = scene.nearAgent();
        load.assertSilentWithin("ue", Duration.ofSeconds(3));
        String outcome = scene.awaitEnd(stored);
        assertThat(outcome).as(stored.story()).isEqualTo("failed/interface_gone");
        assertThat(load.packets("ue0")).as("load on ue0").isEqualTo(before);
        assertThat(scene.nearAgent()).as("near agent").isEqualTo(near);
        return outcome;
    }

    /** Makes ue2 anew, as the lab did. */
    private void plugIn() {
        String script = "ip link add ue2 netns $LAB_UE type veth peer name lan2 netns $LAB_NAT;"
                + " ip -n $LAB_UE link set ue2 up; ip -n $LAB_NAT link set lan2 up;"
                + " ip -n $LAB_NAT address add 10.71.2.1/24 dev lan2; ip -n $LAB_UE address add 10.71.2.2/24 dev ue2;"
                + " ip -n $LAB_UE route add default via 10.71.2.1 dev ue2 metric 102;"
                + " ip -n $LAB_UE route add default via 10.71.2.1 dev ue2 table 102";
        Running.start(List.of(
                        "bash",
                        "-ec",
                        script.replace("$LAB_UE", lab.setting("LAB_UE")).replace("$LAB_NAT", lab.setting("LAB_NAT"))))
                .await(Scene.BOUND)
                .orFail();
    }

    private void inUe(String script) {
        lab.run("ue", Scene.BOUND, "bash", "-ec", script).orFail();
    }
}
