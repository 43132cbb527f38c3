package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.lab.Stored;

/** Paths that carry nothing for a while: an outage is data, not a failure. */
@Tag("fault")
class OutageIT extends InLab {
    private static final int BEFORE_AND_AFTER_SECONDS = 9;

    /** For what the sender may still send: 3 s without consent, 10 s without a grant. */
    private static final Duration CONSENT = Duration.ofSeconds(3);

    private static final Duration LEASE = Duration.ofSeconds(10);

    /** After a longer drop sshd's end of a connection that was given up learns of that up to 2 min later. */
    private static final Duration SSHD_RETRIES_WITHIN = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({
        "8a, both ssh, 5, udp, complete",
        "8b, both ssh, 12, udp, complete_with_outage",
        "9a, down ssh, 12, udp, complete_with_outage",
        "10a, both load, 5, udp, complete_with_outage",
        "10b, both load, 5, tcp, complete_with_outage",
        "10d, both all, 12, udp, complete_with_outage"
    })
    void resumesAfterADropOfThePath(String number, String cut, int seconds, String protocol, String expected)
            throws Exception {
        drop(number, cut, seconds, protocol, expected);
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "8l, both ssh, 30, udp, complete_with_outage",
        "8m, both ssh, 120, udp, complete_with_outage",
        "9l, up ssh, 30, udp, complete_with_outage",
        "9m, down ssh, 120, udp, complete_with_outage",
        "10c, both load, 12, udp, complete_with_outage",
        "10l, both load, 30, udp, complete_with_outage",
        "10m, both load, 30, tcp, complete_with_outage",
        "10n, both load, 120, udp, complete_with_outage",
        "10o, both all, 30, udp, complete_with_outage",
        "10p, both all, 120, udp, complete_with_outage"
    })
    void resumesAfterALongDropOfThePath(String number, String cut, int seconds, String protocol, String expected)
            throws Exception {
        drop(number, cut, seconds, protocol, expected);
    }

    private void drop(String number, String cut, int seconds, String protocol, String expected) throws Exception {
        Report.row(
                number, "drop of " + seconds + " s: " + cut + ", " + protocol, expected + "; rows without gap", () -> {
                    scene.start();
                    Stored stored = scene.begin(
                            Scene.form("ue0", "b", seconds + BEFORE_AND_AFTER_SECONDS) + "&protocol=" + protocol);
                    String[] words = cut.split(" ", 2);
                    Instant cutAt = Instant.now();
                    lab.command("cut", words[0], words[1]);
                    long nanos = System.nanoTime();
                    String silence = "";
                    if (words[1].equals("load") || words[1].equals("all")) {
                        if (protocol.equals("udp")) { // TCP goes on asking with what it could not bring
                            load.assertSilentWithin("ue0", CONSENT);
                            silence = "; silent after 3 s";
                        }
                    } else if (seconds > LEASE.toSeconds() + 5) {
                        // The near agent's leave comes by a link of its own: what it sends still arrives.
                        load.assertSilentWithin("ue0_down", LEASE.plusSeconds(2));
                        silence = "; no load of the far agent after 12 s";
                    }
                    Duration left = Duration.ofSeconds(seconds).minusNanos(System.nanoTime() - nanos);
                    Scene.hold(left.isNegative() ? Duration.ZERO : left);
                    lab.command("mend");
                    String outcome = scene.awaitEnd(stored);
                    assertThat(outcome).as(stored.story() + outages()).isEqualTo(expected);
                    if (expected.equals("complete")) {
                        assertThat(outages()).isEmpty();
                    } else {
                        assertOutageOf(cutAt, seconds, words[1].equals("ssh") ? LEASE : CONSENT);
                    }
                    if (seconds > SSHD_RETRIES_WITHIN.toSeconds() && !words[1].equals("load")) {
                        invariants.checkButForOldConnections();
                    } else {
                        invariants.check();
                    }
                    return outcome + silence + (outages().isEmpty() ? "" : "; " + outages());
                });
    }

    /** One began within this time of the cut, give or take the wall clock, and lasted as long but for this time. */
    private void assertOutageOf(Instant cutAt, int seconds, Duration give) {
        // What TCP has not brought it repeats after times that double.
        double longest = 2 * seconds + 15;
        assertThat(scene.database()
                        .number("SELECT count(*) FROM session_outage WHERE started_at BETWEEN '"
                                + cutAt.minusSeconds(2) + "' AND '"
                                + cutAt.plus(give).plusSeconds(1)
                                + "' AND nanos / 1e9 BETWEEN " + (seconds - give.toSeconds() - 1) + " AND "
                                + longest))
                .as("outages of about " + seconds + " s from " + cutAt + " on, of " + outages())
                .isPositive();
    }

    /** Each outage that is stored: when, how long, who noted it. */
    private List<String> outages() {
        return scene.database()
                .texts("SELECT substr(started_at, 12, 12) || ' ' || round(nanos / 1e9, 1) || ' s ' || agent"
                        + " FROM session_outage ORDER BY started_at");
    }

    /** SSH leaves through the same NIC and does not outlive the change: the far end's rows come by another connection. */
    @Test
    void provesTheAddressAnewWhenThatOfTheNicChanges() throws Exception {
        Report.row("14", "address of the NIC changes", "complete_with_outage, the new address proven first", () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 20));
            lab.run(
                            "ue",
                            Scene.BOUND,
                            "bash",
                            "-ec",
                            "ip address del 10.71.0.2/24 dev ue0; ip address add 10.71.0.3/24 dev ue0;"
                                    + " ip route add default via 10.71.0.1 dev ue0 metric 100;"
                                    + " ip route add default via 10.71.0.1 dev ue0 table 100;"
                                    + " ip rule add from 10.71.0.3 lookup 100")
                    .orFail();
            try {
                String outcome = scene.awaitEnd(stored);
                assertThat(outcome).as(stored.story()).isEqualTo("complete_with_outage");
                assertThat(outages()).as(stored.story()).isNotEmpty();
                invariants.checkButForOldConnections();
                return outcome + ": " + outages();
            } finally {
                lab.run(
                                "ue",
                                Scene.BOUND,
                                "bash",
                                "-ec",
                                "ip address del 10.71.0.3/24 dev ue0; ip rule del from 10.71.0.3 lookup 100;"
                                        + " ip address add 10.71.0.2/24 dev ue0;"
                                        + " ip route add default via 10.71.0.1 dev ue0 metric 100;"
                                        + " ip route add default via 10.71.0.1 dev ue0 table 100")
                        .orFail();
            }
        });
    }
}
