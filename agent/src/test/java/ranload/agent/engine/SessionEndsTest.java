package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.sample.ReceiverRow;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.Transport;

/** Sessions that end before their time. */
class SessionEndsTest {
    private final EnginePair engines = new EnginePair(sockets());

    /** What the engines drive. */
    LoadSockets sockets() {
        return new EpollSockets();
    }

    @AfterEach
    void close() {
        engines.close();
    }

    private static EnginePair.Wish longSession(Transport transport) {
        var wish = new EnginePair.Wish();
        wish.transport = transport;
        wish.directions = DirectionChoice.BOTH;
        wish.seconds = 600;
        return wish;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aStoppedSessionHasItsRowsUntilThen(Transport transport) {
        var running = engines.run(longSession(transport));
        await().atMost(EnginePair.PATIENCE)
                .until(() -> running.near().received(Direction.DOWNSTREAM, 0).size() == 1
                        && running.far().received(Direction.UPSTREAM, 0).size() == 1);
        Failure cause = Failure.of("stopped", "somebody asked for it");
        engines.near.stop(running.id(), cause);
        engines.far.stop(running.id(), cause);
        running.awaitClosed();

        running.assertTotalsEqualRows();
        assertThat(running.near().results()).hasSize(2).allMatch(result -> result.rows() >= 1 && result.octets() > 0);
        assertThat(running.far().results()).hasSize(2).allMatch(result -> result.cause() != null);
        assertThat(running.near().calls()).startsWith("prepared").endsWith("closed");
        assertThat(engines.near.runs(running.id())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void loadPausesWhileNobodyRenewsItsGrantAndGoesOnAfterwards(Transport transport) {
        var wish = longSession(transport);
        wish.grant = Duration.ofSeconds(2);
        wish.seconds = 10;
        var running = engines.run(wish);
        await().atMost(EnginePair.PATIENCE)
                .until(() -> running.near().warnings().stream().anyMatch(w -> w.startsWith("controller_silent")));
        // A second in which nothing arrives shows that both senders pause.
        await().atMost(EnginePair.PATIENCE).until(() -> hasEmptyRow(running, Direction.UPSTREAM));
        await().atMost(EnginePair.PATIENCE).until(() -> hasEmptyRow(running, Direction.DOWNSTREAM));
        engines.near.renew(running.id(), Duration.ofMinutes(1).toNanos());
        engines.far.renew(running.id(), Duration.ofMinutes(1).toNanos());
        running.awaitClosed();

        running.assertTotalsEqualRows();
        assertThat(running.near().results()).hasSize(2).allMatch(result -> result.cause() == null);
        assertThat(running.far().results()).hasSize(2).allMatch(result -> result.cause() == null);
        assertThat(running.near().result(Direction.UPSTREAM, 0, Role.SENDER).notSent())
                .isPositive();
        assertThat(lastRow(running.far(), Direction.UPSTREAM).octets()).isPositive();
        assertThat(lastRow(running.near(), Direction.DOWNSTREAM).octets()).isPositive();
        assertThat(running.near().outages()).startsWith(true).endsWith(false);
    }

    private static boolean hasEmptyRow(EnginePair.Running running, Direction direction) {
        return running.receiver(direction).received(direction, 0).stream().anyMatch(row -> row.octets() == 0);
    }

    private static ReceiverRow lastRow(RecordingListener listener, Direction direction) {
        var rows = listener.received(direction, 0);
        return rows.get(rows.size() - 1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRenewedGrantLetsLoadGoOn(Transport transport) {
        var wish = longSession(transport);
        wish.grant = Duration.ofSeconds(4);
        wish.seconds = 5;
        var running = engines.run(wish);
        engines.near.renew(running.id(), Duration.ofMinutes(1).toNanos());
        engines.far.renew(running.id(), Duration.ofMinutes(1).toNanos());
        running.awaitClosed();
        assertThat(running.near().results()).hasSize(2).allMatch(result -> result.cause() == null);
        assertThat(running.far().results()).hasSize(2).allMatch(result -> result.rows() == 5 || result.rows() == 6);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aSessionThatIsStoppedBeforeItsStartHasResultsWithoutRows(Transport transport) {
        var running = engines.prepare(longSession(transport));
        Failure cause = Failure.of("stopped", "somebody asked for it");
        engines.near.stop(running.id(), cause);
        engines.far.stop(running.id(), cause);
        running.awaitClosed();
        assertThat(running.near().results()).hasSize(2).allMatch(result -> result.rows() == 0);
        assertThat(running.far().calls()).containsExactly("prepared", "ended", "ended", "closed");
    }
}
