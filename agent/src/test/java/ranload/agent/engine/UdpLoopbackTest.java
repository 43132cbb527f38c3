package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.RateProfile;
import ranload.session.Role;

class UdpLoopbackTest {
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
    void everyDatagramThatLeftArrivesAndIsCountedOnceAtBothEnds(DirectionChoice directions, boolean ipv6) {
        var wish = new EnginePair.Wish();
        wish.directions = directions;
        wish.ipv6 = ipv6;
        // So slow that the smallest receive buffer holds what comes while its reader waits a second for a processor.
        wish.rate = EnginePair.mbit(2);
        var running = engines.run(wish);
        running.awaitClosed();

        for (Direction direction : directions.directions()) {
            var sender = running.sender(direction).result(direction, 0, Role.SENDER);
            var receiver = running.receiver(direction).result(direction, 0, Role.RECEIVER);
            assertThat(sender.cause()).isNull();
            assertThat(receiver.cause()).isNull();
            assertThat(receiver.packets()).isEqualTo(sender.packets()).isPositive();
            assertThat(receiver.octets()).isEqualTo(sender.octets());
            assertThat(receiver.lost()).isZero();
            // 2 Mbit/s for 2 s in datagrams of 1400 octets: 357.1 intervals, the first at 0.
            assertThat(sender.packets() + sender.notSent()).isEqualTo(358);
            assertThat(receiver.rows()).isBetween(2, 3); // what is read more than 100 ms late has a row of its own
            assertThat(sender.rows()).isEqualTo(2);
        }
        running.assertTotalsEqualRows();
    }

    @Test
    void severalStreamsAreMeasuredEachForItself() {
        var wish = new EnginePair.Wish();
        wish.directions = DirectionChoice.BOTH;
        wish.streams = 3;
        wish.rate = EnginePair.mbit(1);
        wish.octets = 500;
        wish.seconds = 1;
        var running = engines.run(wish);
        running.awaitClosed();
        running.assertTotalsEqualRows();
        assertThat(running.near().results()).hasSize(6);
        assertThat(running.near().opened()).extracting(OpenedStream::index).containsExactly(0, 1, 2);
        assertThat(running.far().results()).hasSize(6).allMatch(result -> result.packets() > 0 && result.lost() == 0);
    }

    @ResourceLock(EnginePair.PROCESSORS)
    @ParameterizedTest
    @CsvSource({"48", "64", "1400", "65000"})
    void unlimitedLoadOfAnyDatagramSizeIsMadeOfWholeDatagrams(int octets) {
        var wish = new EnginePair.Wish();
        wish.rate = new RateProfile.Unlimited();
        wish.octets = octets;
        wish.seconds = 1;
        var running = engines.run(wish);
        running.awaitClosed();
        running.assertTotalsEqualRows();
        var sender = running.near().result(Direction.UPSTREAM, 0, Role.SENDER);
        var receiver = running.far().result(Direction.UPSTREAM, 0, Role.RECEIVER);
        assertThat(sender.cause()).isNull();
        assertThat(sender.octets()).isEqualTo(sender.packets() * octets);
        assertThat(receiver.octets()).isEqualTo(receiver.packets() * octets).isPositive();
        assertThat(receiver.packets() + receiver.lost()).isEqualTo(sender.packets());
        assertThat(sender.packets()).isGreaterThan(5_000);
    }
}
