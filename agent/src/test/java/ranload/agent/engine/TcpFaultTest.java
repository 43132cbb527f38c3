package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ranload.session.Direction;
import ranload.session.Role;
import ranload.session.Transport;

/** TCP streams on a host whose sockets fail. */
class TcpFaultTest {
    private final FaultySockets sockets = new FaultySockets();
    private final EnginePair engines = new EnginePair(sockets);
    private final EnginePair.Wish wish = new EnginePair.Wish();

    TcpFaultTest() {
        wish.transport = Transport.TCP;
        wish.seconds = 1;
    }

    @AfterEach
    void close() {
        engines.close();
    }

    @Test
    void triesAgainAfterAPauseWhileTheProcessMayOpenNoMoreSockets() {
        sockets.refuseToAccept(5);

        var running = engines.run(wish);
        running.awaitClosed();

        List<Long> tries = sockets.refusedAtNanos();
        assertThat(tries).hasSize(5);
        for (int k = 1; k < tries.size(); k++) {
            assertThat(Duration.ofNanos(tries.get(k) - tries.get(k - 1)))
                    .as("pause before try " + (k + 1))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100));
        }
        assertThat(running.receiver(Direction.UPSTREAM)
                        .result(Direction.UPSTREAM, 0, Role.RECEIVER)
                        .octets())
                .isPositive();
    }

    @Test
    void endsAStreamThatCannotBeginToSendAndSaysWhy() {
        var running = engines.prepare(wish);
        sockets.hideFigures();
        engines.start(running);
        running.awaitClosed();

        assertThat(running.near().result(Direction.UPSTREAM, 0, Role.SENDER).cause())
                .satisfies(cause -> assertThat(cause.message()).contains("no figures to be had"));
        assertThat(running.far().result(Direction.UPSTREAM, 0, Role.RECEIVER).octets())
                .isZero();
    }
}
