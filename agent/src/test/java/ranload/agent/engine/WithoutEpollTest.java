package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.agent.net.nio.NioSockets;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.Transport;

/** What holds with native sockets holds with Java's, and what cannot be had is said. */
class WithoutEpollTest {
    private static final LoadSockets NIO = new NioSockets("the test is about that");

    @Nested
    @Execution(CONCURRENT)
    class Udp extends UdpLoopbackTest {
        @Override
        LoadSockets sockets() {
            return NIO;
        }
    }

    @Nested
    @Execution(CONCURRENT)
    class Tcp extends TcpLoopbackTest {
        @Override
        LoadSockets sockets() {
            return NIO;
        }
    }

    @Nested
    @Execution(CONCURRENT)
    class Preparing extends PrepareTest {
        @Override
        LoadSockets sockets() {
            return NIO;
        }
    }

    @Nested
    @Execution(CONCURRENT)
    class Ending extends SessionEndsTest {
        @Override
        LoadSockets sockets() {
            return NIO;
        }
    }

    @Nested
    @Execution(CONCURRENT)
    class Outages extends PathOutageTest {
        Outages() throws IOException {}

        @Override
        LoadSockets sockets() {
            return NIO;
        }
    }

    @Nested
    @Execution(CONCURRENT)
    class Breaks extends TcpBreakTest {
        Breaks() throws IOException {}

        @Override
        LoadSockets sockets() {
            return NIO;
        }
    }

    @Nested
    @Execution(CONCURRENT)
    class Tos extends TosTest {
        @Override
        LoadSockets sockets() {
            return NIO;
        }

        /** Before a connection is accepted the kernel acknowledges by itself; a listening socket of Java has no TOS. */
        @Override
        boolean isOurs(String packet, int farPort) {
            return !packet.contains("." + farPort + " > ") || !packet.endsWith("length 0");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void eachEndSaysOnceThatItGoesWithoutAndEveryResultSaysSo(Transport transport) {
        try (EnginePair engines = new EnginePair(NIO)) {
            var wish = new EnginePair.Wish();
            wish.transport = transport;
            wish.directions = DirectionChoice.BOTH;
            wish.seconds = 1;
            var running = engines.run(wish);
            running.awaitClosed();
            assertThat(running.near().warnings())
                    .filteredOn(warning -> warning.startsWith("nio_fallback"))
                    .singleElement()
                    .asString()
                    .contains("the test is about that")
                    .contains("retransmits");
            assertThat(running.far().warnings())
                    .filteredOn(warning -> warning.startsWith("nio_fallback"))
                    .hasSize(1);
            assertThat(running.near().results()).hasSize(2).allMatch(result -> result.io()
                    .equals("nio"));
            assertThat(running.far().results()).hasSize(2).allMatch(result -> result.io()
                    .equals("nio"));
        }
    }

    @Test
    void nativeSocketsSayNothingOfTheKind() {
        try (EnginePair engines = new EnginePair(new EpollSockets())) {
            var wish = new EnginePair.Wish();
            wish.seconds = 1;
            var running = engines.run(wish);
            running.awaitClosed();
            assertThat(running.near().warnings()).noneMatch(warning -> warning.startsWith("nio_fallback"));
            assertThat(running.near().results()).hasSize(1).allMatch(result -> result.io()
                    .equals("epoll"));
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aNicThatTheRouteDoesNotLeaveOverIsRefused(Transport transport) {
        try (EnginePair engines = new EnginePair(NIO)) {
            var wish = new EnginePair.Wish();
            wish.transport = transport;
            wish.farPort = 9;
            var running =
                    new EnginePair.Running(new SessionId(78), wish, new RecordingListener(), new RecordingListener());
            wish.peerAddress = "192.0.2.1"; // of a documentation net, which is behind no loopback interface
            engines.prepareNear(running);
            await().atMost(EnginePair.PATIENCE).until(running.near()::isClosed);
            Failure failure = running.near().failure();
            assertThat(failure.code()).isEqualTo("nic_bind_failed");
            assertThat(failure.field()).isEqualTo("interface");
            assertThat(failure.message()).contains("'lo'").contains("192.0.2.1").contains("route");
        }
    }
}
