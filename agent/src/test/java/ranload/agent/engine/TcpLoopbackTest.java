package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.RateProfile;
import ranload.session.Role;
import ranload.session.Transport;

class TcpLoopbackTest {
    private final EnginePair engines = new EnginePair(sockets());

    /** What the engines drive. */
    LoadSockets sockets() {
        return new EpollSockets();
    }

    @AfterEach
    void close() {
        engines.close();
    }

    @ParameterizedTest
    @CsvSource({"UPSTREAM,false", "DOWNSTREAM,false", "BOTH,false", "UPSTREAM,true", "DOWNSTREAM,true", "BOTH,true"})
    void everyOctetThatWasWrittenIsReadAndCountedAtBothEnds(DirectionChoice directions, boolean ipv6) {
        var wish = new EnginePair.Wish();
        wish.transport = Transport.TCP;
        wish.directions = directions;
        wish.ipv6 = ipv6;
        var running = engines.run(wish);
        running.awaitClosed();

        for (Direction direction : directions.directions()) {
            var sender = running.sender(direction).result(direction, 0, Role.SENDER);
            var receiver = running.receiver(direction).result(direction, 0, Role.RECEIVER);
            assertThat(sender.cause()).isNull();
            assertThat(receiver.cause()).isNull();
            assertThat(receiver.octets()).isEqualTo(sender.octets()).isPositive();
            assertThat(receiver.rows()).isBetween(2, 3); // what is read more than 100 ms late has a row of its own
            assertThat(sender.rows()).isEqualTo(2);
            // 10 Mbit/s for 2 s, written in whole chunks of 1448 octets.
            assertThat(sender.octets() + sender.notSent()).isBetween(2_500_000L, 2_501_448L);
        }
        running.assertTotalsEqualRows();
    }

    @ResourceLock(EnginePair.PROCESSORS)
    @ParameterizedTest
    @CsvSource({"UPSTREAM", "BOTH"})
    void unlimitedLoadMovesFarMoreThanAnyPacedOneHere(DirectionChoice directions) {
        var wish = new EnginePair.Wish();
        wish.transport = Transport.TCP;
        wish.directions = directions;
        wish.rate = new RateProfile.Unlimited();
        var running = engines.run(wish);
        running.awaitClosed();

        for (Direction direction : directions.directions()) {
            var receiver = running.receiver(direction).result(direction, 0, Role.RECEIVER);
            assertThat(receiver.cause()).isNull();
            assertThat(receiver.octets()).isGreaterThan(100_000_000);
        }
        running.assertTotalsEqualRows();
    }
}
