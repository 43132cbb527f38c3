package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.agent.net.epoll.EpollSockets;
import ranload.agent.wire.ControlCodec;
import ranload.agent.wire.ControlPdu;
import ranload.agent.wire.Cookie;
import ranload.agent.wire.Nonce;
import ranload.agent.wire.Pdu;
import ranload.agent.wire.SessionKeys;
import ranload.bus.BusJson;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.time.NanoClock;

/**
 * Handshakes with one bit turned, or cut short, against the engine's own socket. Datagrams on loopback stay in order, so
 * an answer to the right one that follows shows that everything before it was read and deserved none.
 */
@Timeout(120)
class HandshakeSilenceTest {
    private static final SessionId SESSION = new SessionId(1_795_350_896_999L);
    private static final byte[] KEY = EnginePair.key(3);

    /** So many small datagrams fit the smallest receive buffer that Linux gives. */
    private static final int BATCH = 32;

    private final SessionKeys keys = new SessionKeys(SESSION, KEY);
    private final LoadEngine engine =
            new LoadEngine(NanoClock.SYSTEM, java.time.InstantSource.system(), new EpollSockets());
    private final RecordingListener listener = new RecordingListener();
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private final DatagramSocket socket;

    HandshakeSilenceTest() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(20_000);
    }

    @AfterEach
    void close() {
        engine.stop(SESSION, Failure.of("stopped", "the test is over"));
        await().until(() -> !engine.runs(SESSION));
        engine.close();
        socket.close();
    }

    @Test
    void theFarSideAnswersNoDamagedHelloOrAnswer() throws IOException {
        engine.prepare(spec(Side.FAR, null, 0), listener);
        await().until(() -> !listener.opened().isEmpty());
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), listener.opened().get(0).localPort()));
        ControlCodec codec = keys.codec(Side.NEAR);
        Nonce nonce = Nonce.random(new SecureRandom());
        byte[] hello = octets(codec, new ControlPdu.Handshake(Pdu.HELLO, 0, nonce, Cookie.NONE, 128));
        Cookie cookie = ask(codec, hello, Pdu.CHALLENGE).cookie();
        byte[] answer = octets(codec, new ControlPdu.Handshake(Pdu.ANSWER, 0, nonce, cookie, 128));

        sendDamaged(hello, () -> ask(codec, hello, Pdu.CHALLENGE));
        sendDamaged(answer, () -> ask(codec, hello, Pdu.CHALLENGE));
        ask(codec, answer, Pdu.READY);
        sendDamaged(answer, () -> ask(codec, answer, Pdu.READY));
    }

    @Test
    void theNearSideTakesNoDamagedChallenge() throws IOException {
        engine.prepare(spec(Side.NEAR, "127.0.0.1", socket.getLocalPort()), listener);
        ControlCodec codec = keys.codec(Side.FAR);
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        socket.connect(packet.getSocketAddress());
        ControlPdu.Handshake hello = handshake(codec, packet);
        assertThat(hello.type()).isEqualTo(Pdu.HELLO);
        Cookie cookie = new Cookie(0, 0x0123456789abcdefL, 0x0fedcba987654321L);
        byte[] challenge = octets(
                codec,
                new ControlPdu.Handshake(Pdu.CHALLENGE, 0, hello.nonce(), cookie, ControlPdu.Handshake.BARE_OCTETS));

        for (byte[] damaged : damaged(challenge)) {
            socket.send(new DatagramPacket(damaged, damaged.length));
        }
        ControlPdu.Handshake next = hello;
        while (next.type() == Pdu.HELLO) {
            // Again after each HELLO that crossed it, lest the buffer had no room.
            socket.send(new DatagramPacket(challenge, challenge.length));
            socket.receive(packet);
            next = handshake(codec, packet);
        }
        assertThat(next.type()).isEqualTo(Pdu.ANSWER);
        assertThat(next.cookie()).isEqualTo(cookie);
        assertThat(listener.opened()).isEmpty();
    }

    private interface Barrier {
        void pass() throws IOException;
    }

    private void sendDamaged(byte[] octets, Barrier barrier) throws IOException {
        int sent = 0;
        for (byte[] damaged : damaged(octets)) {
            socket.send(new DatagramPacket(damaged, damaged.length));
            sent++;
            if (sent % BATCH == 0) {
                barrier.pass();
            }
        }
        barrier.pass();
    }

    /** Every bit turned on its own, and every shorter length. */
    private static List<byte[]> damaged(byte[] octets) {
        List<byte[]> all = new java.util.ArrayList<>();
        for (int bit = 0; bit < octets.length * Byte.SIZE; bit++) {
            byte[] turned = octets.clone();
            turned[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            all.add(turned);
        }
        for (int length = 0; length < octets.length; length++) {
            all.add(Arrays.copyOf(octets, length));
        }
        return all;
    }

    /** Sends what is right; the next datagram of a handshake that comes has to be its answer. */
    private ControlPdu.Handshake ask(ControlCodec codec, byte[] right, int answer) throws IOException {
        socket.send(new DatagramPacket(right, right.length));
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        ControlPdu pdu;
        do {
            // A receiver that is ready tells of itself as time goes by, whatever comes.
            socket.receive(packet);
            pdu = decoded(codec, packet);
        } while (pdu instanceof ControlPdu.Feedback);
        ControlPdu.Handshake reply = (ControlPdu.Handshake) pdu;
        assertThat(reply.type()).isEqualTo(answer);
        assertThat(packet.getLength()).isLessThanOrEqualTo(right.length);
        return reply;
    }

    private static ControlPdu.Handshake handshake(ControlCodec codec, DatagramPacket packet) {
        return (ControlPdu.Handshake) decoded(codec, packet);
    }

    private static ControlPdu decoded(ControlCodec codec, DatagramPacket packet) {
        return codec.decode(ByteBuffer.wrap(packet.getData()), 0, packet.getLength())
                .orElseThrow();
    }

    private byte[] octets(ControlCodec codec, ControlPdu pdu) {
        byte[] octets = new byte[codec.encode(pdu, buffer)];
        buffer.get(0, octets);
        return octets;
    }

    private static SessionSpec spec(Side side, String peer, int farPort) {
        StreamSpec stream = BusJson.decode(
                "{\"index\":0,\"directions\":\"u\",\"transport\":\"udp\",\"rate\":{\"type\":\"constant\",\"rate\":1000000},"
                        + "\"datagram_octets\":1000,\"tos\":0,\"near_port\":0,\"far_port\":" + farPort + "}",
                StreamSpec.class);
        return new SessionSpec(
                SESSION,
                side,
                KEY,
                side == Side.NEAR ? "lo" : null,
                "127.0.0.1",
                peer,
                false,
                List.of(stream),
                1,
                TimeUnit.SECONDS.toNanos(60));
    }
}
