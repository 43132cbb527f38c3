package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.Pdu;
import ranload.sample.Outage;
import ranload.sample.ReceiverRow;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.RateProfile;
import ranload.session.Role;
import ranload.session.Transport;

/** What becomes of a TCP session whose connection breaks, as when a modem or a NAT forgets it. */
class TcpBreakTest {
    private final EnginePair engines = new EnginePair(sockets());
    private final EnginePair.Wish wish = new EnginePair.Wish();
    private final TcpRelay relay = new TcpRelay();

    TcpBreakTest() throws IOException {
        wish.relay = relay;
        wish.transport = Transport.TCP;
        wish.directions = DirectionChoice.BOTH;
        wish.rate = EnginePair.mbit(2);
        wish.seconds = 8;
    }

    /** What the engines drive. */
    LoadSockets sockets() {
        return new EpollSockets();
    }

    @AfterEach
    void close() throws IOException {
        engines.close();
        relay.close();
    }

    private EnginePair.Running run() {
        var running = engines.run(wish);
        for (Direction direction : wish.directions.directions()) {
            await().atMost(EnginePair.PATIENCE)
                    .until(() -> rows(running, direction).size() >= 1);
        }
        return running;
    }

    private static List<ReceiverRow> rows(EnginePair.Running running, Direction direction) {
        return running.receiver(direction).received(direction, 0);
    }

    private void assertWentOn(EnginePair.Running running) {
        running.awaitClosed();
        running.assertTotalsEqualRows();
        for (Direction direction : wish.directions.directions()) {
            var received = running.receiver(direction).result(direction, 0, Role.RECEIVER);
            var sent = running.sender(direction).result(direction, 0, Role.SENDER);
            assertThat(received.cause()).isNull();
            assertThat(sent.cause()).isNull();
            assertThat(sent.rows()).isEqualTo(wish.seconds);
            assertThat(rows(running, direction)).hasSizeGreaterThanOrEqualTo(wish.seconds);
            assertThat(rows(running, direction).get(wish.seconds - 1).octets()).isPositive();
            assertThat(received.octets()).isPositive().isLessThanOrEqualTo(sent.octets());
        }
        for (RecordingListener end : List.of(running.near(), running.far())) {
            assertThat(end.outages()).startsWith(true).endsWith(false);
            List<Outage> known = end.results().get(end.results().size() - 1).outages();
            assertThat(known).isNotEmpty().allMatch(outage -> outage.nanos() > 0);
            assertThat(end.warnings())
                    .filteredOn(warning -> warning.startsWith("path_proven_again"))
                    .singleElement()
                    .asString()
                    .contains("counts as sent and not as received");
        }
    }

    @ParameterizedTest
    @EnumSource(DirectionChoice.class)
    void aStreamWhoseConnectionIsResetGoesOnByAnother(DirectionChoice directions) throws IOException {
        wish.directions = directions;
        var running = run();
        relay.forget();
        assertWentOn(running);
        assertThat(relay.tries()).isGreaterThanOrEqualTo(2);
        if (directions == DirectionChoice.BOTH) {
            var sent = running.near().result(Direction.UPSTREAM, 0, Role.SENDER);
            // 2 Mbit/s for 8 s: what was due in the outage was given up, not sent in a burst afterwards.
            assertThat(sent.octets() + sent.notSent()).isBetween(2_000_000L - 1_448, 2_000_000L + 1_448);
            assertThat(sent.notSent()).isPositive();
        }
    }

    @Test
    void aFarEndThatLearnsOfNoBreakTakesTheConnectionThatProvesItselfInPlaceOfTheOld() throws IOException {
        var running = run();
        relay.forgetTowardsNear();
        assertWentOn(running);
    }

    @Test
    void loadWithoutARateGoesOnToo() throws IOException {
        wish.rate = new RateProfile.Unlimited();
        wish.directions = DirectionChoice.DOWNSTREAM;
        var running = run();
        relay.forget();
        assertWentOn(running);
    }

    @Test
    void secondsWithoutAConnectionAreRowsOfZeros() throws IOException {
        wish.seconds = 16; // tries are up to 4 s apart
        var running = run();
        relay.next(TcpRelay.Next.RESET);
        relay.forget();
        await().atMost(EnginePair.PATIENCE).until(() -> emptySecond(running, Direction.UPSTREAM));
        await().atMost(EnginePair.PATIENCE).until(() -> emptySecond(running, Direction.DOWNSTREAM));
        assertThat(relay.tries()).isBetween(2, 7);
        relay.next(TcpRelay.Next.FORWARDED);
        assertWentOn(running);
        for (RecordingListener end : List.of(running.near(), running.far())) {
            assertThat(end.results()).allMatch(result -> result.outageNanos() > 0);
            assertThat(end.results().get(1).outages())
                    .anyMatch(outage -> outage.nanos() > Duration.ofSeconds(1).toNanos());
        }
        assertThat(running.near().sent(Direction.UPSTREAM, 0)).anyMatch(row -> row.sentOctets() == 0);
        assertThat(running.far().sent(Direction.DOWNSTREAM, 0)).anyMatch(row -> row.sentOctets() == 0);
    }

    private static boolean emptySecond(EnginePair.Running running, Direction direction) {
        return rows(running, direction).stream().anyMatch(row -> row.octets() == 0);
    }

    @Test
    void aBreakThatIsNotMendedByTheEndIsAnOutageUntilThen() throws IOException {
        var running = run();
        relay.next(TcpRelay.Next.RESET);
        relay.forget();
        running.awaitClosed();
        running.assertTotalsEqualRows();
        assertThat(running.near().results()).hasSize(2).allMatch(result -> result.cause() == null);
        assertThat(running.far().results()).hasSize(2).allMatch(result -> result.cause() == null);
        assertThat(running.near().outages()).containsExactly(true, false);
        assertThat(running.far().outages()).containsExactly(true, false);
        assertThat(rows(running, Direction.UPSTREAM)).hasSize(wish.seconds);
        assertThat(rows(running, Direction.UPSTREAM).get(wish.seconds - 1).octets())
                .isZero();
    }

    @Test
    void aFarEndThatIsNotThereAnyMoreIsLostAsEver() throws IOException {
        wish.seconds = 600;
        var running = run();
        relay.stopListening();
        relay.forget();
        await().atMost(EnginePair.PATIENCE).until(running.near()::isClosed);
        for (var result : running.near().results()) {
            assertThat(result.cause().code()).isEqualTo("peer_lost");
            assertThat(result.cause().message()).contains("nobody listens there");
        }
        Failure cause = Failure.of("stopped", "as the controller does");
        engines.far.stop(running.id(), cause);
        running.awaitClosed();
        assertThat(running.far().results())
                .hasSize(2)
                .allMatch(result -> result.cause().code().equals("stopped"));
    }

    @Test
    void aStreamThatIsStoppedWhileItHasNoConnectionEnds() throws IOException {
        wish.seconds = 600;
        var running = run();
        relay.next(TcpRelay.Next.RESET);
        relay.forget();
        await().atMost(EnginePair.PATIENCE).until(() -> relay.tries() >= 3);
        Failure cause = Failure.of("stopped", "somebody asked for it");
        engines.near.stop(running.id(), cause);
        engines.far.stop(running.id(), cause);
        running.awaitClosed();
        running.assertTotalsEqualRows();
        int tries = relay.tries();
        assertThat(running.near().results())
                .hasSize(2)
                .allMatch(result -> result.cause().code().equals("stopped"));
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        assertThat(relay.tries()).isEqualTo(tries);
    }

    @Test
    void loadDoesNotGoOnWithoutTheLeaveToSendThoughThereIsAConnection() throws IOException {
        wish.seconds = 14; // tries are up to 4 s apart
        wish.grant = Duration.ofSeconds(3);
        var running = run();
        relay.next(TcpRelay.Next.RESET);
        relay.forget();
        await().atMost(EnginePair.PATIENCE)
                .until(() -> silentController(running.near()) && silentController(running.far()));
        relay.next(TcpRelay.Next.FORWARDED);
        await().atMost(EnginePair.PATIENCE).until(() -> running.near().warnings().stream()
                .anyMatch(warning -> warning.startsWith("path_proven_again")));
        running.awaitClosed();
        for (Direction direction : Direction.values()) {
            assertThat(rows(running, direction).get(wish.seconds - 1).octets()).isZero();
            assertThat(running.sender(direction)
                            .sent(direction, 0)
                            .get(wish.seconds - 1)
                            .sentOctets())
                    .isZero();
        }
    }

    private static boolean silentController(RecordingListener end) {
        return end.warnings().stream().anyMatch(warning -> warning.startsWith("controller_silent"));
    }

    @Test
    void aStrangerGetsNoLoadAndDoesNotDisturbTheStream() throws IOException {
        var running = run();
        int farPort = running.far().opened().get(0).localPort();
        List<Socket> strangers = new ArrayList<>();
        for (int octets : new int[] {0, 1, 127, 128, 4_096}) {
            Socket stranger = new Socket(InetAddress.getLoopbackAddress(), farPort);
            stranger.setSoTimeout((int) EnginePair.PATIENCE.toMillis());
            stranger.getOutputStream().write(new byte[octets]);
            strangers.add(stranger);
        }
        for (Socket stranger : strangers) {
            assertThat(octetsUntilItIsClosed(stranger)).isZero();
            stranger.close();
        }
        running.awaitClosed();
        assertThat(running.far().outages()).isEmpty();
        assertThat(running.near().outages()).isEmpty();
        assertThat(running.far().results()).hasSize(2).allMatch(result -> result.cause() == null);
    }

    @Test
    void aHandshakeThatWasRecordedProvesNothingOnAnotherConnection() throws IOException {
        var running = run();
        int request = ControlPdu.Handshake.MIN_REQUEST_OCTETS;
        byte[] recorded = relay.recorded(2 * request);
        int farPort = running.far().opened().get(0).localPort();
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), farPort)) {
            stranger.setSoTimeout((int) EnginePair.PATIENCE.toMillis());
            stranger.getOutputStream().write(recorded, 0, request);
            byte[] challenge = stranger.getInputStream().readNBytes(ControlPdu.Handshake.BARE_OCTETS);
            assertThat(Pdu.type(ByteBuffer.wrap(challenge), 0)).isEqualTo(Pdu.CHALLENGE);
            assertThat(Pdu.type(ByteBuffer.wrap(recorded), request)).isEqualTo(Pdu.ANSWER);
            stranger.getOutputStream().write(recorded, request, request);
            assertThat(octetsUntilItIsClosed(stranger)).isZero();
        }
        running.awaitClosed();
        assertThat(running.far().outages()).isEmpty();
        assertThat(running.near().outages()).isEmpty();
    }

    private static int octetsUntilItIsClosed(Socket stranger) throws IOException {
        int octets = 0;
        try {
            while (stranger.getInputStream().read() >= 0) {
                octets++;
            }
        } catch (SocketException reset) {
            return octets;
        }
        return octets;
    }
}
