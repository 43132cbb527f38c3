package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.sample.ReceiverRow;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.Role;

/** What becomes of a UDP session whose path is gone for a while, as when a modem loses its cell. */
class PathOutageTest {
    /** For an outage of 5 s and what a busy machine adds before and after it. */
    private static final int SECONDS = 20;

    private static final int CONSENT_SECONDS = 3;

    private final EnginePair engines = new EnginePair(sockets());
    private final Middlebox middlebox = new Middlebox();

    PathOutageTest() throws IOException {}

    /** What the engines drive. */
    LoadSockets sockets() {
        return new EpollSockets();
    }

    @AfterEach
    void close() throws IOException {
        engines.close();
        middlebox.close();
    }

    private EnginePair.Running run(int seconds) {
        return run(seconds, new EnginePair.Wish());
    }

    private EnginePair.Running run(int seconds, EnginePair.Wish wish) {
        wish.directions = DirectionChoice.BOTH;
        wish.rate = EnginePair.mbit(2);
        wish.seconds = seconds;
        wish.middlebox = middlebox;
        var running = engines.run(wish);
        await().atMost(EnginePair.PATIENCE)
                .until(() -> rows(running, Direction.UPSTREAM).size() >= 1
                        && rows(running, Direction.DOWNSTREAM).size() >= 1);
        return running;
    }

    private static List<ReceiverRow> rows(EnginePair.Running running, Direction direction) {
        return running.receiver(direction).received(direction, 0);
    }

    private static void assertWholeButForTheOutage(EnginePair.Running running, int seconds) {
        running.awaitClosed();
        running.assertTotalsEqualRows();
        for (Direction direction : Direction.values()) {
            var result = running.receiver(direction).result(direction, 0, Role.RECEIVER);
            assertThat(result.cause()).isNull();
            assertThat(rows(running, direction)).hasSizeGreaterThanOrEqualTo(seconds);
            assertThat(rows(running, direction).get(seconds - 1).octets()).isPositive();
            assertThat(rows(running, direction)).anyMatch(row -> row.octets() == 0);
        }
        assertThat(running.near().outages()).startsWith(true).endsWith(false);
    }

    private void cutUntilBothSidesAreEmpty(EnginePair.Running running) {
        middlebox.cut(true);
        await().atMost(EnginePair.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> emptySeconds(running) >= 5);
    }

    private static long emptySeconds(EnginePair.Running running) {
        return rows(running, Direction.UPSTREAM).stream()
                .filter(row -> row.octets() == 0)
                .count();
    }

    @Test
    void goesOnAfterThePathComesBack() {
        var running = run(SECONDS);
        cutUntilBothSidesAreEmpty(running);
        middlebox.cut(false);
        assertWholeButForTheOutage(running, SECONDS);
    }

    @Test
    void goesOnWhenThePeerComesBackFromAnotherAddress() {
        var running = run(SECONDS);
        cutUntilBothSidesAreEmpty(running);
        middlebox.rebind();
        middlebox.cut(false);
        assertWholeButForTheOutage(running, SECONDS);
        assertThat(running.far().warnings()).anyMatch(warning -> warning.startsWith("path_proven_again"));
    }

    @Test
    void provesItselfAgainThoughItsDatagramsAreShorterThanAHandshakeAndLeaveInSegmentedWrites() {
        var wish = new EnginePair.Wish();
        wish.octets = 64;
        wish.pacing = Pacing.ECONOMY;
        wish.maxBurstMicros = 5_000;
        var running = run(SECONDS, wish);
        cutUntilBothSidesAreEmpty(running);
        middlebox.rebind();
        middlebox.cut(false);
        assertWholeButForTheOutage(running, SECONDS);
        assertThat(running.far().warnings()).anyMatch(warning -> warning.startsWith("path_proven_again"));
    }

    @Test
    void sendsOnlyHandshakesWhileThePathIsGone() {
        var running = run(60);
        middlebox.cut(true);
        // The second of the cut is begun, and the last one with load may be.
        int silentFrom = running.near().sent(Direction.UPSTREAM, 0).size() + 1 + CONSENT_SECONDS + 1;
        await().atMost(EnginePair.PATIENCE)
                .until(() -> running.near().sent(Direction.UPSTREAM, 0).size() >= silentFrom + 2);
        assertThat(running.near().sent(Direction.UPSTREAM, 0).stream().skip(silentFrom))
                .allMatch(row -> row.sentPackets() == 0);
        engines.near.stop(running.id(), Failure.of("stopped", "by the test"));
        engines.far.stop(running.id(), Failure.of("stopped", "by the test"));
        running.awaitClosed();
    }
}
