package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.lab.Stored;
import ranload.time.HeldUp;

/** Paths that carry nothing for a while: an outage is data, not a failure. */
@Tag("fault")
class OutageIT extends InLab {
    private static final int BEFORE_AND_AFTER_SECONDS = 12;

    /** For what the sender may still send: 3 s without consent, 10 s without a grant. */
    private static final Duration CONSENT = Duration.ofSeconds(3);

    private static final Duration LEASE = Duration.ofSeconds(10);

    private static final Duration RENEWED_EVERY = Duration.ofSeconds(2);

    /** Once packets pass: the next renewal, probe or handshake. */
    private static final Duration RESUMED_WITHIN = Duration.ofSeconds(3);

    /** For processes that have to wait for a processor, and for two wall clocks that are read one after the other. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** After a longer drop sshd's end of a connection that was given up learns of that up to 2 min later. */
    private static final Duration SSHD_RETRIES_WITHIN = Duration.ofSeconds(60);

    private SshWatch ssh;

    @BeforeAll
    void watchSsh() {
        ssh = SshWatch.in(lab);
    }

    @ParameterizedTest
    @CsvSource({
        "8a, both ssh, 5, udp, complete",
        "8b, both ssh, 12, udp, complete_with_outage",
        "9a, down ssh, 16, udp, complete_with_outage",
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
                    Drop drop = new Drop(words[0], words[1], protocol);
                    drop.cut();
                    String silence = drop.assertNoLoad(seconds);
                    Duration left = Duration.ofSeconds(seconds).minus(drop.sinceCut());
                    Scene.hold(left.isNegative() ? Duration.ZERO : left);
                    drop.mend();
                    String outcome = scene.awaitEnd(stored);
                    String story = stored.story() + scene.outages() + drop;
                    if (expected.equals("complete") && drop.mayOutlastTheLeave()) {
                        // The drop was of seconds, but it took this machine longer to mend it.
                        assertThat(outcome).as(story).isIn(expected, "complete_with_outage");
                        assertThat(scene.outages().isEmpty()).as(story).isEqualTo(outcome.equals(expected));
                    } else {
                        assertThat(outcome).as(story).isEqualTo(expected);
                    }
                    if (outcome.equals("complete")) {
                        assertThat(scene.outages()).as(story).isEmpty();
                    } else {
                        drop.assertOutage(seconds);
                    }
                    if (seconds > SSHD_RETRIES_WITHIN.toSeconds() && !words[1].equals("load")) {
                        invariants.checkButForOldConnections();
                    } else {
                        invariants.check();
                    }
                    return outcome + silence + drop + (scene.outages().isEmpty() ? "" : "; " + scene.outages());
                });
    }

    /** One drop of a path, with what is known of its beginning and end. */
    private final class Drop {
        private final String way;
        private final String what;
        private final String protocol;
        private long passed;
        private long cutNanos;
        private long cutDoneNanos;
        private long mendedNanos;
        private Instant cutAt;
        private Instant cutDoneAt;
        private HeldUp held;
        private SshWatch.Silence silence;

        Drop(String way, String what, String protocol) {
            this.way = way;
            this.what = what;
            this.protocol = protocol;
        }

        void cut() {
            held = HeldUp.fromNow();
            cutAt = Instant.now();
            cutNanos = System.nanoTime();
            lab.command("cut", way, what);
            cutDoneNanos = System.nanoTime();
            cutDoneAt = Instant.now();
            passed = ssh.packets(watched());
        }

        Duration sinceCut() {
            return Duration.ofNanos(System.nanoTime() - cutDoneNanos);
        }

        /** Mends it; SSH then must be heard again as soon as its longest time between two attempts allows. */
        void mend() {
            if (cutsSsh()) {
                assertThat(ssh.packets(watched()))
                        .as("packets of SSH while it was cut")
                        .isEqualTo(passed);
            }
            lab.command("mend");
            mendedNanos = System.nanoTime();
            if (cutsSsh()) {
                silence = ssh.awaitMoreThan(passed, watched());
                Duration late = Duration.ofNanos(silence.atLeastUntilNanos() - mendedNanos);
                assertThat(late)
                        .as("time until SSH was heard again after a drop")
                        .isLessThan(longestRetry());
            }
        }

        /** Linux knows from 6.15 on how to bound that time; else it doubles. */
        private Duration longestRetry() {
            String[] version = System.getProperty("os.version").split("[^0-9]+", 3);
            boolean bounded = Integer.parseInt(version[0]) * 1_000 + Integer.parseInt(version[1]) >= 6_015;
            return bounded
                    ? Duration.ofMillis(1_500).plus(slack())
                    : Duration.ofNanos(mendedNanos - cutNanos).plus(slack());
        }

        /** More on a machine that is held up. */
        private Duration slack() {
            return SLACK.plus(held.lost(Scene.BUSY));
        }

        private boolean cutsSsh() {
            return !what.equals("load");
        }

        /** The near agent's leave comes by a link of its own: only what comes to the far agent can fail to. */
        private String watched() {
            return way.equals("down") ? "down" : "up";
        }

        /** From the last renewal before the cut, at the earliest, to the first after it, at the latest. */
        boolean mayOutlastTheLeave() {
            long longest = silence.atMostUntilNanos() - cutNanos;
            return Duration.ofNanos(longest).plus(RENEWED_EVERY).plus(slack()).compareTo(LEASE) >= 0;
        }

        /** Fails unless load falls silent when it may not flow any more. */
        String assertNoLoad(int seconds) {
            if (cutsLoad()) {
                if (protocol.equals("udp")) { // TCP goes on asking with what it could not bring
                    load.assertSilentWithin("ue0", CONSENT);
                    return "; silent after 3 s";
                }
            } else if (seconds > LEASE.plus(arrivesStill()).toSeconds() + 5) {
                // What the near agent sends still arrives.
                Duration bound = LEASE.plus(arrivesStill()).plusSeconds(2);
                load.assertSilentWithin("ue0_down", bound);
                return "; no load of the far agent after " + bound.toSeconds() + " s";
            }
            return "";
        }

        /** When packets were seen to pass again. */
        private long backNanos() {
            return cutsSsh() ? silence.atMostUntilNanos() : mendedNanos;
        }

        private boolean cutsLoad() {
            return !what.equals("ssh");
        }

        /** With only answers cut, one more renewal arrives, and no further one before it is known to have. */
        private Duration arrivesStill() {
            return what.equals("ssh") && way.equals("down") ? RENEWED_EVERY : Duration.ZERO;
        }

        /** One began when the leave or the consent given last ran out, and lasted until it was renewed. */
        void assertOutage(int seconds) {
            Duration give = cutsLoad() ? CONSENT : LEASE;
            Instant earliest = cutAt.minus(slack()).minusSeconds(1);
            if (!cutsLoad()) {
                earliest = cutAt.plus(LEASE).minus(RENEWED_EVERY).minus(slack());
            }
            Instant latest = cutDoneAt.plus(give).plus(arrivesStill()).plus(slack());
            double shortest = seconds - give.plus(arrivesStill()).plus(slack()).toSeconds();
            // What TCP of the load has not brought it repeats after times that double.
            double longest = protocol.equals("tcp")
                    ? 2 * seconds + 15 + slack().toSeconds()
                    : Duration.between(earliest, cutAt)
                                    .plusNanos(backNanos() - cutNanos)
                                    .plus(RESUMED_WITHIN)
                                    .plus(slack())
                                    .toMillis()
                            / 1e3;
            assertThat(scene.database()
                            .number("SELECT count(*) FROM session_outage WHERE started_at BETWEEN '" + earliest
                                    + "' AND '" + latest + "' AND nanos / 1e9 BETWEEN " + Math.max(0, shortest)
                                    + " AND " + longest))
                    .as("outages of about " + seconds + " s from " + cutAt + " on, of " + scene.outages() + this)
                    .isPositive();
        }

        @Override
        public String toString() {
            return silence == null
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "; SSH silent %.1f to %.1f s, back within %.1f s",
                            (silence.atLeastUntilNanos() - cutDoneNanos) / 1e9,
                            (silence.atMostUntilNanos() - cutNanos) / 1e9,
                            (silence.atMostUntilNanos() - mendedNanos) / 1e9);
        }
    }
}
