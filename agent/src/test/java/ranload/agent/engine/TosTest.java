package ranload.agent.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.session.DirectionChoice;
import ranload.session.Transport;

/** Looks at the packets themselves; needs tcpdump and the right to use it. */
class TosTest {
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
    @CsvSource({"UDP,false", "UDP,true", "TCP,false", "TCP,true"})
    void everyPacketCarriesTheTosFromTheFirstOn(Transport transport, boolean ipv6)
            throws IOException, InterruptedException {
        var wish = new EnginePair.Wish();
        wish.transport = transport;
        wish.ipv6 = ipv6;
        wish.directions = DirectionChoice.BOTH;
        wish.tos = 0xb8;
        wish.rate = EnginePair.mbit(1);
        wish.seconds = 1;
        var running = engines.prepareFar(wish);
        int port = running.far().opened().get(0).localPort();
        Process tcpdump = new ProcessBuilder(
                        "tcpdump", "-i", "lo", "-n", "-l", "-v", "--immediate-mode", "port", String.valueOf(port))
                .redirectErrorStream(true)
                .start();
        try {
            List<String> lines = new CopyOnWriteArrayList<>();
            Thread reader = new Thread(() -> copy(tcpdump, lines), "tcpdump");
            reader.setDaemon(true);
            reader.start();
            await().atMost(EnginePair.PATIENCE).until(() -> lines.toString().contains("listening on lo"));
            engines.prepareNear(running);
            await().atMost(EnginePair.PATIENCE).until(running.near()::isPrepared);
            engines.start(running);
            running.awaitClosed();

            String mark = ipv6 ? "class 0xb8" : "tos 0xb8";
            await().atMost(EnginePair.PATIENCE).until(() -> packets(lines).size() > 20);
            assertThat(packets(lines)).filteredOn(line -> isOurs(line, port)).allMatch(line -> line.contains(mark));
        } finally {
            tcpdump.destroy();
            assertThat(tcpdump.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** True when a packet of the far end's port has to have been marked by us. */
    boolean isOurs(String packet, int farPort) {
        return true;
    }

    /** Each with the line that goes on with it. */
    private static List<String> packets(List<String> lines) {
        List<String> packets = new ArrayList<>();
        for (String line : lines) {
            if (line.contains(" IP (") || line.contains(" IP6 (")) {
                packets.add(line);
            } else if (!packets.isEmpty() && line.startsWith(" ")) {
                packets.set(packets.size() - 1, packets.get(packets.size() - 1) + line);
            }
        }
        return packets;
    }

    private static void copy(Process process, List<String> lines) {
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException ended) {
            // Nothing more to read.
        }
    }
}
