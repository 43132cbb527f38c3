package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Stored;

/** The NIC under test gets another address, and with it load and SSH that come from it. */
@Tag("fault")
class AddressIT extends InLab {
    private static final Duration AWAY = Duration.ofSeconds(3);

    private static final String ROUTES = " ip route add default via 10.71.0.1 dev ue0 metric 100;"
            + " ip route add default via 10.71.0.1 dev ue0 table 100;";

    private static final String LOSE_ADDRESS = "ip address del 10.71.0.2/24 dev ue0;";

    private static final String TAKE_ANOTHER =
            " ip address add 10.71.0.3/24 dev ue0;" + ROUTES + " ip rule add from 10.71.0.3 lookup 100";

    /** Whatever came of the others. */
    private static final String TAKE_BACK = "ip -4 address flush dev ue0; ip rule del from 10.71.0.3 lookup 100"
            + " || true; ip address add 10.71.0.2/24 dev ue0;" + ROUTES;

    /** SSH leaves through the same NIC and does not outlive the change: it is made anew from the new address. */
    @Test
    void provesTheAddressAnewWhenThatOfTheNicChangesAndFindsTheFarAgentAgain() throws Exception {
        String expected = "complete_with_outage; address proven anew; far agent found again, sends on";
        Report.row("14", "address of the NIC changes", expected, () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 45));
            long far = scene.farAgent();
            inUe(LOSE_ADDRESS + TAKE_ANOTHER);
            try {
                String found = Resumed.await(scene.database(), stored);
                load.awaitSome("ue0_down");
                assertThat(scene.javas("server")).as("processes on the server").contains(far);
                String outcome = scene.awaitEnd(stored);
                assertThat(outcome).as(stored.story()).isEqualTo("complete_with_outage");
                assertThat(scene.outages()).as(stored.story()).isNotEmpty();
                invariants.checkButForOldConnections();
                return outcome + "; " + found + "; " + scene.outages();
            } finally {
                inUe(TAKE_BACK);
            }
        });
    }

    /** As a modem does that needs some seconds for it; the connection of the load neither is reset nor times out. */
    @Test
    void connectsAnewFromTheNewAddressWhenThatOfTheNicChangesUnderTcp() throws Exception {
        String expected =
                "complete_with_outage; connection proven anew and outage on record at both ends; load both ways";
        Report.row("14t", "address of the NIC changes, away for 3 s, tcp", expected, () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 45) + "&protocol=tcp");
            inUe(LOSE_ADDRESS);
            try {
                Scene.hold(AWAY);
                inUe(TAKE_ANOTHER);
                String session = " AND session_id = " + stored.id();
                await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(scene.database()
                                .number("SELECT count(DISTINCT agent) FROM session_warning WHERE code ="
                                        + " 'path_proven_again'" + session))
                        .as("ends that say that the connection was proven anew: " + stored.story())
                        .isEqualTo(2));
                String found = Resumed.await(scene.database(), stored);
                load.awaitSome("ue0_up");
                load.awaitSome("ue0_down");
                String outcome = scene.awaitEnd(stored);
                assertThat(outcome).as(stored.story()).isEqualTo("complete_with_outage");
                assertThat(scene.database()
                                .number("SELECT count(DISTINCT agent) FROM session_outage WHERE nanos / 1e9 >= "
                                        + AWAY.minusSeconds(1).toSeconds() + session))
                        .as("ends with an outage of the time without address: " + scene.outages() + stored.story())
                        .isEqualTo(2);
                for (String direction : List.of("u", "d")) {
                    assertThat(scene.database()
                                    .number("SELECT total_bytes FROM session_data WHERE interval = 45 AND record_type"
                                            + " = '" + direction + "'" + session))
                            .as("octets of the last second: " + stored.story())
                            .isPositive();
                }
                invariants.checkButForOldConnections();
                return outcome + "; " + found + "; " + scene.outages();
            } finally {
                inUe(TAKE_BACK);
            }
        });
    }

    private void inUe(String script) {
        lab.run("ue", Scene.BOUND, "bash", "-ec", script).orFail();
    }
}
