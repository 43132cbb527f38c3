package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.Cookie;
import ranload.agent.wire.Nonce;
import ranload.agent.wire.Pdu;
import ranload.agent.wire.SessionKeys;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.Transport;

/** What can go wrong before any load flows. */
class PrepareTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final EnginePair engines = new EnginePair(sockets());

    /** What the engines drive. */
    LoadSockets sockets() {
        return new EpollSockets();
    }

    @AfterEach
    void close() {
        engines.close();
    }

    private Failure nearFailure(EnginePair.Wish wish) {
        var running = engines.prepareFar(wish);
        assertThat(running.far().failure()).isNull();
        engines.prepareNear(running);
        await().atMost(EnginePair.PATIENCE).until(running.near()::isClosed);
        assertThat(running.near().calls()).containsExactly("failed", "closed");
        engines.far.stop(running.id(), Failure.of("stopped", "by the test"));
        running.awaitClosed();
        assertThat(running.far().received(Direction.UPSTREAM, 0)).isEmpty();
        return running.near().failure();
    }

    @Tag("fault")
    @DisplayName("fault 15: a UDP port in use at the far end is port_in_use with its number")
    @Test
    void aTakenUdpPortIsNamedAtTheFarEnd() throws IOException {
        try (var taken = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            var wish = new EnginePair.Wish();
            wish.farAddress = "127.0.0.1";
            wish.farPort = taken.getLocalPort();
            var running = engines.prepareFar(wish);
            assertThat(running.far().failure().code()).isEqualTo("port_in_use");
            assertThat(running.far().failure().field()).isEqualTo("remote_port");
            assertThat(running.far().failure().message())
                    .contains(String.valueOf(taken.getLocalPort()))
                    .contains("127.0.0.1");
        }
    }

    @Tag("fault")
    @DisplayName("fault 15: a TCP port in use at the near end is port_in_use with its number")
    @Test
    void aTakenTcpPortIsNamedAtTheNearEnd() throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            var wish = new EnginePair.Wish();
            wish.transport = Transport.TCP;
            wish.nearPort = taken.getLocalPort();
            Failure failure = nearFailure(wish);
            assertThat(failure.code()).isEqualTo("port_in_use");
            assertThat(failure.field()).isEqualTo("local_port");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void portsThatAreAskedForAreUsed(Transport transport) throws IOException {
        var wish = new EnginePair.Wish();
        wish.transport = transport;
        try (var near = new ServerSocket(0);
                var far = new ServerSocket(0)) {
            wish.nearPort = near.getLocalPort();
            wish.farPort = far.getLocalPort();
        }
        var running = engines.prepare(wish);
        assertThat(running.far().opened().get(0).localPort()).isEqualTo(wish.farPort);
        assertThat(running.near().opened().get(0).localPort()).isEqualTo(wish.nearPort);
        assertThat(running.near().opened().get(0).localAddress()).isEqualTo("127.0.0.1");
        assertThat(running.near().opened().get(0).rttMicros()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aNicThatIsNotThereIsNamed(Transport transport) {
        var wish = new EnginePair.Wish();
        wish.transport = transport;
        wish.nic = "nosuchnic0";
        Failure failure = nearFailure(wish);
        assertThat(failure.code()).isEqualTo("nic_bind_failed");
        assertThat(failure.message()).contains("nosuchnic0");
        assertThat(failure.field()).isEqualTo("interface");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aPeerWithAnotherKeyIsNotProvenAndGetsNoLoad(Transport transport) {
        var wish = new EnginePair.Wish();
        wish.transport = transport;
        wish.nearKey = EnginePair.key(2);
        Failure failure = nearFailure(wish);
        assertThat(failure.code()).isEqualTo("peer_not_proven");
        assertThat(failure.message()).contains("127.0.0.1");
    }

    @Test
    void aTargetThatOnlyListensGetsNoMoreThanFiveDatagrams() throws IOException {
        try (var sink = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            var wish = new EnginePair.Wish();
            var running =
                    new EnginePair.Running(new SessionId(77), wish, new RecordingListener(), new RecordingListener());
            wish.farPort = sink.getLocalPort();
            engines.prepareNear(running);
            await().atMost(EnginePair.PATIENCE).until(running.near()::isClosed);
            assertThat(running.near().failure().code()).isEqualTo("peer_not_proven");
            sink.setSoTimeout(200);
            var packet = new DatagramPacket(new byte[2_000], 2_000);
            int received = 0;
            try {
                for (; received <= 5; received++) {
                    sink.receive(packet);
                    assertThat(packet.getLength()).isEqualTo(1_400);
                }
            } catch (SocketTimeoutException noMore) {
                // Counted below.
            }
            assertThat(received).isBetween(1, 5);
        }
    }

    @Test
    void strangersAtTheFarPortHearNothing() throws IOException {
        var running = engines.prepareFar(new EnginePair.Wish());
        var random = new Random(1);
        try (var stranger = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            var target = new InetSocketAddress(
                    LOOPBACK, running.far().opened().get(0).localPort());
            byte[] noise = new byte[1_400];
            for (int i = 0; i < 200; i++) {
                random.nextBytes(noise);
                stranger.send(new DatagramPacket(noise, i * 7, target));
            }
            var hello = new ControlPdu.Handshake(Pdu.HELLO, 0, new Nonce(1, 2), Cookie.NONE, 128);
            var wrong = ByteBuffer.allocate(65_536);
            int octets = new SessionKeys(running.id(), EnginePair.key(9))
                    .codec(Side.NEAR)
                    .encode(hello, wrong);
            stranger.send(new DatagramPacket(wrong.array(), octets, target));
            int right = new SessionKeys(running.id(), EnginePair.key(1))
                    .codec(Side.NEAR)
                    .encode(hello, wrong);
            stranger.send(new DatagramPacket(wrong.array(), right, target));
            stranger.setSoTimeout(30_000);
            var reply = new DatagramPacket(new byte[2_000], 2_000);
            stranger.receive(reply);
            // One reply, to the one request that knew the key, and shorter than it.
            assertThat(reply.getLength()).isEqualTo(ControlPdu.Handshake.BARE_OCTETS);
            stranger.setSoTimeout(200);
            assertThatThrownBy(() -> stranger.receive(reply)).isInstanceOf(SocketTimeoutException.class);
        }
        engines.prepareNear(running);
        await().atMost(EnginePair.PATIENCE).until(running.near()::isPrepared);
    }

    @Test
    void aTcpClientThatSaysNothingDoesNotKeepTheRightOneOut() throws IOException {
        var wish = new EnginePair.Wish();
        wish.transport = Transport.TCP;
        var running = engines.prepareFar(wish);
        try (var mute = new Socket(LOOPBACK, running.far().opened().get(0).localPort())) {
            engines.prepareNear(running);
            await().atMost(EnginePair.PATIENCE).until(running.near()::isPrepared);
            assertThat(mute.isConnected()).isTrue();
        }
    }
}
