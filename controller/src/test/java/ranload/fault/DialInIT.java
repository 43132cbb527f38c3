package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.lab.Stored;

/** A controller on one machine, NICs on another, whose agent dials in; and all that may befall either. */
@Tag("fault")
class DialInIT extends InLab {
    private static final String ROUTES = " ip route add default via 10.71.0.1 dev ue0 metric 100;"
            + " ip route add default via 10.71.0.1 dev ue0 table 100;";

    private static final String TAKE_ANOTHER_ADDRESS = "ip address del 10.71.0.2/24 dev ue0; ip address add"
            + " 10.71.0.3/24 dev ue0;" + ROUTES + " ip rule add from 10.71.0.3 lookup 100";

    private static final String TAKE_BACK = "ip -4 address flush dev ue0; ip rule del from 10.71.0.3 lookup 100"
            + " || true; ip address add 10.71.0.2/24 dev ue0;" + ROUTES;

    private DialledScene dialled;

    @BeforeEach
    void startBoth(@TempDir Path folder) throws Exception {
        dialled = new DialledScene(lab, folder);
        dialled.startController();
        dialled.startAgent();
    }

    @AfterEach
    void endBoth() {
        dialled.close();
    }

    @Test
    void takesTheAgentUpAgainWhenTheAddressOfItsMachineChanges() throws Exception {
        String expected = "complete_with_outage; agent found again; every row from both ends";
        Report.row("39a", "agent that dials in: its machine's address changes", expected, () -> {
            Stored stored = dialled.begin("ue0", 40);
            inUe(TAKE_ANOTHER_ADDRESS);
            try {
                String found = Resumed.await(dialled.database(), stored);
                String outcome = dialled.awaitEnd(stored);
                assertThat(outcome).as(stored.story()).isEqualTo("complete_with_outage");
                assertEveryRow(stored, 40);
                dialled.awaitAllHandedOver();
                return outcome + "; " + found + "; 40 s from both ends";
            } finally {
                inUe(TAKE_BACK);
            }
        });
    }

    @Test
    void keepsASessionGoingWhenWhatDialsIsKilledAndStartedAgain() throws Exception {
        String expected = "complete or complete_with_outage; agent found again; every row from both ends";
        Report.row("39b", "agent that dials in: what dials is killed, and started again", expected, () -> {
            Stored stored = dialled.begin("ue0", 25);
            dialled.killDialler();
            dialled.startAgent();
            String found = Resumed.await(dialled.database(), stored);
            String outcome = dialled.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).startsWith("complete");
            assertEveryRow(stored, 25);
            dialled.awaitAllHandedOver();
            return outcome + "; " + found + "; 25 s from both ends";
        });
    }

    @Test
    void handsOverWhatItHadMeasuredWhenPowerComesBack() throws Exception {
        String expected = "failed/agent_lost; every row of the agent from before; nothing left in its spool";
        Report.row("39c", "agent that dials in: its machine loses power", expected, () -> {
            Stored stored = dialled.begin("ue0", 60);
            dialled.powerOff();
            int before = last(stored, "u", "sender");
            dialled.startAgent();
            dialled.awaitAllHandedOver();
            String outcome = dialled.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("failed/agent_lost");
            int after = last(stored, "u", "sender");
            assertThat(after).isGreaterThanOrEqualTo(before);
            assertNoGap(stored, after);
            Stored next = dialled.begin("ue1", 3);
            assertThat(dialled.awaitEnd(next)).as(next.story()).isEqualTo("complete");
            return outcome + "; rows 1 to " + after + "; next session complete";
        });
    }

    @Test
    void handsOverWhatItMeasuredWithoutAControllerWhenThatIsStartedAgain() throws Exception {
        String expected = "ended; rows of both ends without a gap, later ones than the controller had";
        Report.row("39d", "agent that dials in: its controller is killed, and started again", expected, () -> {
            Stored stored = dialled.begin("ue0", 30);
            dialled.killController();
            int before = last(stored, "u", "sender");
            dialled.startController();
            dialled.awaitAgent();
            String outcome = dialled.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).matches("complete.*|interrupted/controller_restart");
            dialled.awaitAllHandedOver();
            int after = last(stored, "u", "sender");
            assertThat(after).as(stored.story()).isGreaterThan(before);
            assertNoGap(stored, after);
            return outcome + "; rows 1 to " + after + ", of which the controller that was killed had " + before;
        });
    }

    @Test
    void saysWhatIsWrongWithTheInterfaceThatIsAskedFor() throws Exception {
        String expected = "unknown agent, unknown NIC, agent away: each named with its cure";
        Report.row("39e", "agent that dials in: what cannot be chosen", expected, () -> {
            assertThat(dialled.refusal(Scene.form("van:ue0", "u", 3)))
                    .contains("\"code\":\"unknown_agent\"", "\"field\":\"interface\"", "car")
                    .endsWith("422");
            assertThat(dialled.refusal(Scene.form("car:ue9", "u", 3)))
                    .contains("\"code\":\"unknown_interface\"", "\"field\":\"interface\"", "car:ue0")
                    .endsWith("422");
            assertThat(dialled.refusal(Scene.form("car:lo", "u", 3).replace("=server", "=loopback")))
                    .contains("\"code\":\"wrong_environment\"", "\"field\":\"environment\"")
                    .endsWith("422");
            dialled.powerOff();
            await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(dialled.refusal(Scene.form("car:ue0", "u", 3)))
                    .contains("\"code\":\"agent_not_connected\"", "\"field\":\"interface\"", "journalctl")
                    .endsWith("503"));
            return "422 unknown_agent, 422 unknown_interface, 422 wrong_environment, 503 agent_not_connected";
        });
    }

    private static void assertEveryRow(Stored stored, int seconds) {
        for (String direction : List.of("u", "d")) {
            for (String role : List.of("receiver", "sender")) {
                assertThat(stored.intervals(direction, role))
                        .as(direction + " " + role + " " + stored.story())
                        .contains(seconds)
                        .hasSizeGreaterThanOrEqualTo(seconds);
            }
        }
        assertNoGap(stored, seconds);
    }

    /** Of the agent that dials in, up to this second. */
    private static void assertNoGap(Stored stored, int seconds) {
        for (String role : List.of("sender", "receiver")) {
            String direction = role.equals("sender") ? "u" : "d";
            List<Integer> intervals = stored.intervals(direction, role);
            int last = Math.min(seconds, intervals.get(intervals.size() - 1));
            for (int each = 1; each <= last; each++) {
                assertThat(intervals)
                        .as(direction + " " + role + " " + stored.story())
                        .contains(each);
            }
        }
    }

    private static int last(Stored stored, String direction, String role) {
        List<Integer> intervals = stored.intervals(direction, role);
        return intervals.get(intervals.size() - 1);
    }

    private void inUe(String script) {
        lab.run("ue", Scene.BOUND, "bash", "-ec", script).orFail();
    }
}
