package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Stored;
import ranload.time.HeldUp;

/** SSH connections that break for good under load while the server and its agent live on. */
@Tag("fault")
class BrokenLinkIT extends InLab {
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** For processes that have to wait for a processor. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    @Test
    void theFarAgentOutlivesTheSshSessionThatHoldsItAndIsFoundAgain() throws Exception {
        String expected = "the same far agent linked again before its leave ends; complete, no row missing";
        Report.row("28a", "sshd's process of the connection killed under load", expected, () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 24));
            invariants.noteRows();
            long far = scene.farAgent();
            sshdSessions().forEach(pid -> Scene.signal("KILL", pid));
            String found = Resumed.await(scene.database(), stored);
            assertThat(scene.javas("server")).as("processes on the server").contains(far);
            load.awaitSome("ue0_down");
            String outcome = scene.awaitEnd(stored);
            // The leave was renewed 2 s before the break at the earliest.
            if (Resumed.seconds(found) < LEASE.minusSeconds(2).minus(SLACK).toSeconds()) {
                assertThat(outcome).as(stored.story()).isEqualTo("complete");
            } else {
                assertThat(outcome).as(stored.story()).isIn("complete", "complete_with_outage");
            }
            invariants.check();
            return outcome + "; " + found;
        });
    }

    @Test
    void loadGoesOnAfterAResetOfSshThatLastsLongerThanTheLeaveToSend() throws Exception {
        int seconds = 18;
        String expected = "far load pauses, goes on; complete_with_outage; no row missing";
        Report.row("28b", "SSH reset under load, and refused for " + seconds + " s", expected, () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", seconds + 26));
            invariants.noteRows();
            long far = scene.farAgent();
            HeldUp held = HeldUp.fromNow();
            Instant resetAt = Instant.now();
            reset();
            load.assertSilentWithin("ue0_down", LEASE.plus(SLACK));
            Duration left = Duration.between(Instant.now(), resetAt.plusSeconds(seconds));
            Scene.hold(left.isNegative() ? Duration.ZERO : left);
            mend();
            Instant mendedAt = Instant.now();
            load.awaitSome("ue0_down");
            String found = Resumed.await(scene.database(), stored);
            assertThat(scene.javas("server")).as("processes on the server").contains(far);
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("complete_with_outage");
            // The leave was renewed 2 s before the reset at the earliest; the next try is 4 s after the mend at the
            // latest.
            Duration slack = SLACK.plus(held.lost(Scene.BUSY));
            Instant earliest = resetAt.plus(LEASE).minusSeconds(2).minus(slack);
            double longest =
                    Duration.between(earliest, mendedAt.plusSeconds(4 + 10).plus(slack))
                                    .toMillis()
                            / 1e3;
            double shortest = seconds - LEASE.toSeconds() - slack.toSeconds();
            assertThat(scene.database()
                            .number("SELECT count(*) FROM session_outage WHERE started_at BETWEEN '" + earliest
                                    + "' AND '" + resetAt.plus(LEASE).plus(slack) + "' AND nanos / 1e9 BETWEEN "
                                    + shortest + " AND " + longest))
                    .as("outages from " + earliest + " on: " + scene.outages() + stored.story())
                    .isPositive();
            invariants.check();
            return outcome + "; " + found + "; " + scene.outages();
        });
    }

    @Test
    void theFarAgentEndsByItselfWhenItsSessionIsOverAndItsRowsAreCollected() throws Exception {
        String expected = "far agent gone soon after its session; then complete_with_outage, all rows";
        Report.row("28c", "SSH reset under load, and refused beyond the session's end", expected, () -> {
            scene.start();
            // Long enough that the leave lapses before the end, however late the first rows were seen.
            Stored stored = scene.begin(Scene.form("ue0", "b", 30));
            invariants.noteRows();
            reset();
            await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(scene.javas("server"))
                    .as("agents on the server")
                    .isEmpty());
            mend();
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("complete_with_outage");
            invariants.check();
            return outcome + "; " + scene.outages();
        });
    }

    @Test
    void aSessionStoppedMeanwhileEndsAtTheFarAgentToo() throws Exception {
        String expected = "stopped at once; nothing left running";
        Report.row("28d", "session stopped while SSH is reset and refused", expected, () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "u", 120));
            invariants.noteRows();
            reset();
            assertThat(scene.delete(stored.id())).isEqualTo(200);
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("stopped");
            mend();
            invariants.check();
            return outcome;
        });
    }

    @Test
    @Tag("long")
    void theFarAgentEndsByItselfWhenTheWholeUeIsGone() throws Exception {
        String expected = "no load after 10 s; far agent gone within 4 min";
        Report.row("28e", "controller and near agent killed at once", expected, () -> {
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 600));
            invariants.noteRows();
            Scene.signal("KILL", scene.nearAgent());
            scene.killController();
            long killedNanos = System.nanoTime();
            load.assertSilentWithin("ue", LEASE);
            await().atMost(Duration.ofMinutes(4)).untilAsserted(() -> assertThat(scene.javas("server"))
                    .as("agents on the server")
                    .isEmpty());
            long seconds = Duration.ofNanos(System.nanoTime() - killedNanos).toSeconds();
            scene.start();
            String outcome = scene.awaitEnd(stored);
            assertThat(outcome).as(stored.story()).isEqualTo("interrupted/controller_restart");
            invariants.check();
            return "no load after 10 s; far agent gone after " + seconds + " s; " + outcome;
        });
    }

    /** Whoever sends something over SSH through the NAT is told that the connection is no more, or that there is none. */
    private void reset() {
        String table = "add table inet broken; add chain inet broken forward { type filter hook forward priority 5 ; };"
                + " add rule inet broken forward tcp dport 22 reject with tcp reset;"
                + " add rule inet broken forward tcp sport 22 reject with tcp reset";
        lab.run("nat", Scene.BOUND, "nft", table).orFail();
    }

    private void mend() {
        lab.run("nat", Scene.BOUND, "nft", "delete table inet broken").orFail();
    }

    /** Processes of sshd that serve a connection. */
    private List<Long> sshdSessions() {
        List<Long> sessions = lab.pids("server").stream()
                .filter(pid -> !scene.sshd().contains(pid))
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().command())
                        .orElse("")
                        .contains("/sshd"))
                .toList();
        assertThat(sessions).isNotEmpty();
        return sessions;
    }
}
