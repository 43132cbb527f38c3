package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ranload.agent.net.IpAddresses;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.UdpSocket;
import ranload.agent.net.nio.NioSockets;
import ranload.agent.pacing.Pace;
import ranload.agent.pacing.PacedTask;
import ranload.session.DirectionChoice;
import ranload.session.Pacing;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.time.ManualClock;

/** A sender of one datagram in 10 ms, given its turns by hand. */
class UdpSenderTest {
    private static final long START = TimeUnit.DAYS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long END = START + SECOND;
    private static final int DATAGRAMS = 100;

    private final LoadSockets sockets = new NioSockets("the test is about that");
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, sockets.handlers());
    private final AtomicReference<UdpSender.Outcome> outcome = new AtomicReference<>();
    private UdpSocket socket;
    private UdpSocket peer;

    @BeforeEach
    void open() throws IOException {
        LoadSockets.Place anywhere =
                new LoadSockets.Place(false, null, IpAddresses.parse("127.0.0.1", null), 0, 0, "local_port");
        socket = sockets.udp(anywhere);
        peer = sockets.udp(anywhere);
        socket.connect(peer.localAddress());
    }

    @AfterEach
    void close() {
        socket.shut();
        peer.shut();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void sendsAllThatWasDueWhenItsLastTurnIsALittleLate() {
        UdpSender sender = sender();
        turnsUpTo(sender, END - 1 - Duration.ofMillis(10).toNanos());

        long next = sender.turn(END + Pace.CREDIT_NANOS - 1);

        assertThat(next).isEqualTo(PacedTask.DONE);
        assertThat(outcome.get().packets()).isEqualTo(DATAGRAMS);
        assertThat(outcome.get().notSent()).isZero();
    }

    @Test
    void sendsAllThatAHoldUpOverItsEndDelayedByLessThan50Milliseconds() {
        UdpSender sender = sender();
        turnsUpTo(sender, END - 30 * MILLI);

        turns(sender, END + 15 * MILLI, END + UdpSender.LATE_END_NANOS);

        assertThat(outcome.get().packets()).isEqualTo(DATAGRAMS);
        assertThat(outcome.get().notSent()).isZero();
        assertThat(outcome.get().endNanos()).isEqualTo(END);
    }

    @Test
    void sendsNothingFurtherBeyondItsEndThanThat() {
        UdpSender sender = sender();
        turnsUpTo(sender, END - 1 - Duration.ofMillis(10).toNanos());
        long before = DATAGRAMS - 1;

        assertThat(sender.turn(END + UdpSender.LATE_END_NANOS)).isEqualTo(PacedTask.DONE);

        assertThat(outcome.get().packets()).isEqualTo(before);
        assertThat(outcome.get().notSent()).isEqualTo(DATAGRAMS - before);
    }

    @Test
    void endsOnTimeOnALinkThatHasNoRoom() {
        AtomicBoolean full = new AtomicBoolean(false);
        UdpSender sender = sender();
        sender.use(withRoomUnless(full));
        turnsUpTo(sender, END - 50 * MILLI);
        full.set(true);

        turns(sender, END - 40 * MILLI, END + 1);

        assertThat(outcome.get().notSent()).isBetween(4L, 5L);
        assertThat(outcome.get().packets()).isEqualTo(DATAGRAMS - outcome.get().notSent());
    }

    @Test
    void whatTheStackHadNoRoomForWaitsATenthOfASecondOnly() {
        AtomicBoolean full = new AtomicBoolean(true);
        UdpSender sender = sender(3, 0);
        sender.use(withRoomUnless(full));
        turns(sender, START, START + 400 * MILLI);
        full.set(false);
        turns(sender, START + 400 * MILLI, START + 3 * SECOND);
        assertThat(sender.turn(START + 3 * SECOND)).isEqualTo(PacedTask.DONE);

        assertThat(outcome.get().notSent()).isBetween(29L, 31L);
        assertThat(outcome.get().packets())
                .isEqualTo(3 * DATAGRAMS - outcome.get().notSent());
    }

    @Test
    void aMomentWithoutRoomGivesUpNothingOfWhatAHoldUpDelayed() {
        AtomicBoolean full = new AtomicBoolean(false);
        UdpSender sender = sender(4, 0);
        sender.use(withRoomUnless(full));
        turns(sender, START, START + SECOND);
        long resumed = START + SECOND + 400 * MILLI;
        full.set(true);
        turns(sender, resumed, resumed + 5 * MILLI);
        full.set(false);
        turns(sender, resumed + 5 * MILLI, START + 4 * SECOND);
        assertThat(sender.turn(START + 4 * SECOND)).isEqualTo(PacedTask.DONE);

        assertThat(outcome.get().notSent()).isZero();
    }

    @Test
    void measuredSecondsDoNotMakeGoodWhatOmittedOnesOwe() {
        UdpSender sender = sender(3, 1);
        turns(sender, START, START + 600 * MILLI);
        turns(sender, START + 990 * MILLI, START + 3 * SECOND);
        assertThat(sender.turn(START + 3 * SECOND)).isEqualTo(PacedTask.DONE);

        assertThat(outcome.get().notSent()).isBetween(37L, 40L);
    }

    @Test
    void whatCameDueInAPauseIsNotMadeGoodAfterAHoldUpAtItsEnd() {
        UdpSender sender = sender(6, 0);
        turns(sender, START, START + SECOND);
        long pausedFrom = START + SECOND + UdpSender.PAUSE_NANOS;
        for (long now = START + SECOND; now < pausedFrom + 100 * MILLI; now += MILLI) {
            sender.turn(now);
        }
        turns(sender, pausedFrom + 500 * MILLI, START + 6 * SECOND);
        assertThat(sender.turn(START + 6 * SECOND)).isEqualTo(PacedTask.DONE);

        assertThat(outcome.get().notSent()).isBetween(49L, 52L);
        assertThat(outcome.get().tooLate()).isZero();
    }

    @Test
    void whatAHoldUpOfTheMachineDelayedIsSentAfterwards() {
        UdpSender sender = sender();
        turnsUpTo(sender, START + Duration.ofMillis(100).toNanos());

        turns(sender, START + Duration.ofMillis(280).toNanos(), END);
        assertThat(sender.turn(END)).isEqualTo(PacedTask.DONE);

        assertThat(outcome.get().notSent()).isZero();
        assertThat(outcome.get().packets()).isEqualTo(DATAGRAMS);
    }

    /** The real socket, of which the kernel's queue is full at times. */
    private UdpSocket withRoomUnless(AtomicBoolean full) {
        return (UdpSocket) Proxy.newProxyInstance(
                UdpSocket.class.getClassLoader(),
                new Class<?>[] {UdpSocket.class},
                (self, method, arguments) ->
                        method.getName().equals("send") && full.get() ? 0 : method.invoke(socket, arguments));
    }

    /** Gives every turn at the very time that was asked for. */
    private static void turnsUpTo(UdpSender sender, long lastNanos) {
        turns(sender, START, lastNanos + 1);
        sender.heard(lastNanos);
    }

    private static void turns(UdpSender sender, long fromNanos, long toNanos) {
        long dueNanos = fromNanos;
        while (dueNanos < toNanos) {
            sender.heard(dueNanos);
            long nextNanos = sender.turn(dueNanos);
            dueNanos = nextNanos == PacedTask.DONE ? toNanos : Math.max(dueNanos + 1, nextNanos);
        }
    }

    private UdpSender sender() {
        return sender(1, 0);
    }

    private UdpSender sender(int seconds, int omitSeconds) {
        EngineLoop loop = new EngineLoop(loops.next(), sockets);
        StreamSpec stream = new StreamSpec(
                0,
                DirectionChoice.UPSTREAM,
                Transport.UDP,
                EnginePair.mbit(1),
                1250,
                0,
                0,
                Pacing.BALANCED,
                omitSeconds,
                0,
                peer.localAddress().getPort());
        SessionSpec spec = new SessionSpec(
                new SessionId(1_700_000_000_000L),
                Side.NEAR,
                EnginePair.key(1),
                "lo",
                "127.0.0.1",
                "127.0.0.1",
                false,
                List.of(stream),
                1,
                Duration.ofSeconds(60).toNanos());
        ManualClock clock = new ManualClock(START);
        EngineSession session = new EngineSession(spec, null, loop, clock, Instant::now, null, null, () -> {});
        StreamContext context = new StreamContext(session, spec, stream, null, loop, null, clock, null, null);
        Timeline timeline = new Timeline(START, Instant.EPOCH, seconds);
        return new UdpSender(context, socket, timeline, 7, false, row -> {}, outcome::set);
    }
}
