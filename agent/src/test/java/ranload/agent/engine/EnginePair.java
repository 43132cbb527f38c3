package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.time.NanoClock;
import ranload.unit.BitRate;

/** Two engines on this machine and the sessions between them; what a controller would do, without one. */
final class EnginePair implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Held by what uses all processors up, so that no two such tests run beside each other. */
    static final String PROCESSORS = "processors";

    private static final AtomicLong NEXT_ID = new AtomicLong(1_700_000_000_000L);

    final LoadEngine near;
    final LoadEngine far;

    /** Both drive their sockets natively. */
    EnginePair() {
        this(new EpollSockets());
    }

    EnginePair(LoadSockets sockets) {
        near = new LoadEngine(NanoClock.SYSTEM, InstantSource.system(), sockets);
        far = new LoadEngine(NanoClock.SYSTEM, InstantSource.system(), sockets);
    }

    /** What a session is to be like; every test changes what it is about. */
    static final class Wish {
        Transport transport = Transport.UDP;
        DirectionChoice directions = DirectionChoice.UPSTREAM;
        RateProfile rate = mbit(10);
        int octets = 1_400;
        int tos;
        Pacing pacing = Pacing.BALANCED;
        int maxBurstMicros = 100;
        int streams = 1;
        int seconds = 2;
        boolean ipv6;
        String nic = "lo";
        String farAddress;
        String peerAddress;
        int nearPort;
        int farPort;
        Duration grant = Duration.ofSeconds(60);
        byte[] nearKey = key(1);
        byte[] farKey = key(1);

        /** What lies between the two, null for nothing; one stream only. */
        Middlebox middlebox;

        /** The same for TCP. */
        TcpRelay relay;

        String loopback() {
            return ipv6 ? "::1" : "127.0.0.1";
        }

        List<StreamSpec> specs(List<OpenedStream> farStreams) {
            List<StreamSpec> specs = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                int port = farStreams.isEmpty() ? farPort : farStreams.get(i).localPort();
                if (middlebox != null && !farStreams.isEmpty()) {
                    middlebox.forwardTo(port);
                    port = middlebox.port();
                }
                if (relay != null && !farStreams.isEmpty()) {
                    relay.forwardTo(port);
                    port = relay.port();
                }
                specs.add(new StreamSpec(
                        i, directions, transport, rate, octets, tos, maxBurstMicros, pacing, 0, nearPort, port));
            }
            return specs;
        }
    }

    /** One session and what both ends told of it. */
    record Running(SessionId id, Wish wish, RecordingListener near, RecordingListener far) {
        RecordingListener sender(Direction direction) {
            return Side.senderOf(direction) == Side.NEAR ? near : far;
        }

        RecordingListener receiver(Direction direction) {
            return Side.receiverOf(direction) == Side.NEAR ? near : far;
        }

        void awaitClosed() {
            await().atMost(PATIENCE).until(() -> near.isClosed() && far.isClosed());
        }

        void assertTotalsEqualRows() {
            for (Direction direction : wish.directions.directions()) {
                for (int i = 0; i < wish.streams; i++) {
                    var receiver = receiver(direction).result(direction, i, Role.RECEIVER);
                    var rows = receiver(direction).received(direction, i);
                    assertThat(rows).hasSize(receiver.rows());
                    assertThat(rows.stream().mapToLong(r -> r.octets()).sum()).isEqualTo(receiver.octets());
                    assertThat(rows.stream().mapToLong(r -> r.packets()).sum()).isEqualTo(receiver.packets());
                    assertThat(rows.stream().mapToLong(r -> r.lost()).sum()).isEqualTo(receiver.lost());
                    var sender = sender(direction).result(direction, i, Role.SENDER);
                    var sent = sender(direction).sent(direction, i);
                    assertThat(sent).hasSize(sender.rows());
                    assertThat(sent.stream().mapToLong(r -> r.sentOctets()).sum())
                            .isEqualTo(sender.octets());
                    assertThat(sent.stream().mapToLong(r -> r.sentPackets()).sum())
                            .isEqualTo(sender.packets());
                    assertThat(sent.stream().mapToLong(r -> r.notSent()).sum()).isEqualTo(sender.notSent());
                }
            }
        }
    }

    static RateProfile mbit(long megabits) {
        return new RateProfile.Constant(new BitRate(megabits * 1_000_000));
    }

    static byte[] key(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    Running run(Wish wish) {
        Running running = prepare(wish);
        start(running);
        return running;
    }

    void start(Running running) {
        long delayNanos = TimeUnit.MILLISECONDS.toNanos(50);
        far.start(running.id(), delayNanos);
        near.start(running.id(), delayNanos);
    }

    Running prepare(Wish wish) {
        Running running = prepareFar(wish);
        prepareNear(running);
        await().atMost(PATIENCE).until(() -> running.near().calls().size() > 0);
        assertThat(running.near().failure()).isNull();
        return running;
    }

    Running prepareFar(Wish wish) {
        Running running = new Running(
                new SessionId(NEXT_ID.incrementAndGet()), wish, new RecordingListener(), new RecordingListener());
        far.prepare(
                new SessionSpec(
                        running.id(),
                        Side.FAR,
                        wish.farKey,
                        null,
                        wish.farAddress,
                        null,
                        wish.ipv6,
                        wish.specs(List.of()),
                        wish.seconds,
                        wish.grant.toNanos()),
                running.far());
        await().atMost(PATIENCE).until(() -> running.far().calls().size() > 0);
        return running;
    }

    void prepareNear(Running running) {
        Wish wish = running.wish();
        near.prepare(
                new SessionSpec(
                        running.id(),
                        Side.NEAR,
                        wish.nearKey,
                        wish.nic,
                        wish.loopback(),
                        wish.peerAddress == null ? wish.loopback() : wish.peerAddress,
                        wish.ipv6,
                        wish.specs(running.far().opened()),
                        wish.seconds,
                        wish.grant.toNanos()),
                running.near());
    }

    @Override
    public void close() {
        near.close();
        far.close();
    }
}
