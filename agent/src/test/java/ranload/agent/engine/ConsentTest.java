package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.session.Transport;

/** What a sender does when its peer stops answering. */
class ConsentTest {
    private static final SessionId SESSION = new SessionId(1_600_000_000_000L);

    private final EnginePair engines = new EnginePair();
    private final RecordingListener near = new RecordingListener();
    private final FakeFar far = new FakeFar(SESSION, EnginePair.key(1));

    ConsentTest() throws SocketException {}

    @AfterEach
    void close() {
        engines.close();
        far.close();
    }

    private void startUpload(int seconds) {
        var stream = new StreamSpec(
                0,
                DirectionChoice.UPSTREAM,
                Transport.UDP,
                EnginePair.mbit(2),
                1_000,
                0,
                100,
                Pacing.BALANCED,
                0,
                0,
                far.port());
        engines.near.prepare(
                new SessionSpec(
                        SESSION,
                        Side.NEAR,
                        EnginePair.key(1),
                        null,
                        "127.0.0.1",
                        "127.0.0.1",
                        false,
                        List.of(stream),
                        seconds,
                        Duration.ofMinutes(1).toNanos()),
                near);
        await().atMost(EnginePair.PATIENCE).until(near::isPrepared);
        engines.near.start(SESSION, 0);
    }

    private boolean hasStoppedGrowing(AtomicLong counter) {
        long before = counter.get();
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        return counter.get() == before;
    }

    @Test
    void aSilentPeerIsSentNothingAfterThreeSecondsUntilItAnswersAgain() {
        startUpload(60);
        await().atMost(EnginePair.PATIENCE).until(() -> far.load.get() > 0);
        await().atMost(EnginePair.PATIENCE).until(() -> near.outages().equals(List.of(true)));
        assertThat(near.warnings()).anyMatch(warning -> warning.startsWith("peer_silent"));
        await().atMost(EnginePair.PATIENCE).until(() -> far.probes.get() > 0);
        assertThat(hasStoppedGrowing(far.load)).isTrue();
        // 2 Mbit/s in datagrams of 1000 octets for 3 s of silence: no more than 750.
        assertThat(far.load.get()).isBetween(1L, 750L);

        long sentBefore = far.load.get();
        await().atMost(EnginePair.PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            far.consent(true);
            return far.load.get() > sentBefore;
        });
        await().atMost(EnginePair.PATIENCE).until(() -> near.outages().equals(List.of(true, false)));
        engines.near.stop(SESSION, Failure.of("stopped", "by the test"));
        await().atMost(EnginePair.PATIENCE).until(near::isClosed);

        var result = near.result(Direction.UPSTREAM, 0, Role.SENDER);
        assertThat(result.cause().code()).isEqualTo("stopped");
        assertThat(result.outageNanos()).isGreaterThan(Duration.ofSeconds(1).toNanos());
        assertThat(result.notSent()).isPositive();
        // No burst makes good for the pause: what was sent and what was not is what was due.
        long lasted = Duration.between(result.startedAt(), result.endedAt()).toNanos();
        assertThat(result.packets() + result.notSent()).isEqualTo(lasted / 4_000_000 + 1);
    }

    @Test
    void aPeerThatWantsNoMoreLoadGetsNone() {
        startUpload(60);
        await().atMost(EnginePair.PATIENCE).until(() -> far.load.get() > 0);
        far.consent(false);
        await().atMost(EnginePair.PATIENCE).until(() -> !near.results().isEmpty());
        assertThat(near.result(Direction.UPSTREAM, 0, Role.SENDER).cause().code())
                .isEqualTo("peer_stopped");
        // Read after all load that was sent before it.
        await().atMost(EnginePair.PATIENCE).until(() -> far.ends.get() > 0);
        assertThat(hasStoppedGrowing(far.load)).isTrue();
        await().atMost(EnginePair.PATIENCE).until(near::isClosed);
        assertThat(far.ends.get()).isBetween(1L, 30L);
    }
}
