package ranload.agent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ranload.agent.net.LoadSockets.Place;
import ranload.agent.net.epoll.EpollSockets;
import ranload.agent.net.nio.NioSockets;
import ranload.session.FailureException;

/** What every kind of socket has to do. */
class LoadSocketsTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 100_000;

    /** What asking for the figure may itself allocate, and a compiler's change of mind. */
    private static final long CONSTANT_OCTETS = 16_384;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<LoadSockets> kinds() {
        return Stream.of(new EpollSockets(), new NioSockets("the test is about that"));
    }

    private static Place loopback(int port) {
        return new Place(false, null, IpAddresses.parse("127.0.0.1", null), port, 0, "remote_port");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDatagramIsSentAndReadWithoutGarbage(LoadSockets sockets) throws IOException {
        UdpSocket one = sockets.udp(loopback(0));
        UdpSocket other = sockets.udp(loopback(0));
        try {
            one.connect(other.localAddress());
            other.connect(one.localAddress());
            LoadBuffer buffer = sockets.buffer(1_400);
            exchange(one, other, buffer, WARM_UP);
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            exchange(one, other, buffer, MEASURED);
            long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            assertThat(after - before).isBetween(0L, CONSTANT_OCTETS);
        } finally {
            one.shut();
            other.shut();
        }
    }

    private static void exchange(UdpSocket from, UdpSocket to, LoadBuffer buffer, int datagrams) throws IOException {
        for (int i = 0; i < datagrams; i++) {
            requireWhole(from.send(buffer, 1_400));
            requireWhole(to.receive(buffer, 1_400));
        }
    }

    private static void requireWhole(int octets) {
        if (octets != 1_400) {
            throw new AssertionError("a datagram of 1400 octets had " + octets);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSocketThatIsNotConnectedTellsWhereADatagramCameFrom(LoadSockets sockets) throws IOException {
        UdpSocket one = sockets.udp(loopback(0));
        UdpSocket other = sockets.udp(loopback(0));
        try {
            LoadBuffer buffer = sockets.buffer(1_400);
            assertThat(other.receive(buffer, 1_400)).isZero();
            buffer.octets().put(0, (byte) 42);
            one.sendTo(other.localAddress(), buffer, 48);
            buffer.octets().put(0, (byte) 0);
            assertThat(other.receive(buffer, 1_400)).isEqualTo(48);
            assertThat(buffer.octets().get(0)).isEqualTo((byte) 42);
            assertThat(other.source()).isEqualTo(one.localAddress());
            one.sendTo(other.localAddress(), buffer, 0);
            assertThat(other.receive(buffer, 1_400)).isEqualTo(UdpSocket.EMPTY);
            assertThat(other.receive(buffer, 1_400)).isZero();
        } finally {
            one.shut();
            other.shut();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refusalsAreToldApart(LoadSockets sockets) {
        UdpSocket taken = sockets.udp(loopback(0));
        try {
            assertThat(refusal(sockets, loopback(taken.localAddress().getPort())))
                    .isEqualTo("port_in_use");
            Place elsewhere = new Place(false, null, IpAddresses.parse("192.0.2.77", null), 0, 0, "remote_port");
            assertThat(refusal(sockets, elsewhere)).isEqualTo("address_not_available");
        } finally {
            taken.shut();
        }
    }

    private static String refusal(LoadSockets sockets, Place place) {
        return catchThrowableOfType(FailureException.class, () -> sockets.udp(place))
                .failure()
                .code();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDatagramAboveWhatFitsIsToldByItsNumber(LoadSockets sockets) throws IOException {
        UdpSocket one = sockets.udp(loopback(0));
        try {
            one.connect(one.localAddress());
            LoadBuffer buffer = sockets.buffer(66_000);
            IOException refused = catchThrowableOfType(IOException.class, () -> one.send(buffer, 66_000));
            assertThat(Errno.of(refused)).isEqualTo(Errno.EMSGSIZE);
            assertThat(one.pathMtu()).isBetween(65_535, 65_536);
            assertThat(sockets.largestReceiveBufferOctets()).isEqualTo(one.receiveBufferOctets());
        } finally {
            one.shut();
        }
    }
}
