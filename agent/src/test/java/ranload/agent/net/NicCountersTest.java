package ranload.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class NicCountersTest {
    @Test
    void whatLoopbackSendsItReceives() throws IOException {
        NicCounters lo = new NicCounters("lo");
        long sent = lo.sentOctets();
        long received = lo.receivedOctets();
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            socket.send(new DatagramPacket(new byte[10_000], 10_000, socket.getLocalSocketAddress()));
        }
        assertThat(NicCounters.growth(sent, lo.sentOctets())).isGreaterThanOrEqualTo(10_000);
        assertThat(NicCounters.growth(received, lo.receivedOctets())).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void aNicThatIsNotThereHasNoCounters() {
        assertThat(new NicCounters("nosuchnic0").sentOctets()).isEqualTo(NicCounters.UNKNOWN);
        assertThat(new NicCounters(null).receivedOctets()).isEqualTo(NicCounters.UNKNOWN);
        assertThat(NicCounters.growth(NicCounters.UNKNOWN, 5)).isEqualTo(NicCounters.UNKNOWN);
        assertThat(NicCounters.growth(9, 5)).isEqualTo(NicCounters.UNKNOWN);
    }
}
