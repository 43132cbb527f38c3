package ranload.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NicCountersTest {
    private final AtomicLong nowNanos = new AtomicLong();
    private final NicTable table = new NicTable(nowNanos::get);

    @Test
    void whatLoopbackSendsItReceives() throws IOException {
        NicCounters lo = new NicCounters(table, "lo");
        long sent = lo.sentOctets();
        long received = lo.receivedOctets();
        sendTenThousandOctets();
        nowNanos.addAndGet(NicTable.MAX_AGE_NANOS);
        assertThat(NicCounters.growth(sent, lo.sentOctets())).isGreaterThanOrEqualTo(10_000);
        assertThat(NicCounters.growth(received, lo.receivedOctets())).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void theTableIsReadAgainOnlyAfterAMillisecond() throws IOException {
        NicCounters lo = new NicCounters(table, "lo");
        long sent = lo.sentOctets();
        sendTenThousandOctets();
        nowNanos.addAndGet(NicTable.MAX_AGE_NANOS - 1);
        assertThat(lo.sentOctets()).isEqualTo(sent);
    }

    @Test
    void readsBothCountersOfEveryLineThatHasThem() {
        var nics = NicTable.parse(List.of(
                "Inter-|   Receive                                                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop",
                "    lo:    1234      10    0    0    0     0          0         0     5678      10    0    0",
                "wwan0.1:9223372036854775807 1 0 0 0 0 0 0 7 1 0 0"));
        assertThat(nics)
                .hasSize(2)
                .containsEntry("lo", new NicTable.Octets(1_234, 5_678))
                .containsEntry("wwan0.1", new NicTable.Octets(Long.MAX_VALUE, 7));
    }

    @Test
    void aNicThatIsNotThereHasNoCounters() {
        assertThat(new NicCounters(table, "nosuchnic0").sentOctets()).isEqualTo(NicCounters.UNKNOWN);
        assertThat(new NicCounters(table, null).receivedOctets()).isEqualTo(NicCounters.UNKNOWN);
        assertThat(NicCounters.growth(NicCounters.UNKNOWN, 5)).isEqualTo(NicCounters.UNKNOWN);
        assertThat(NicCounters.growth(9, 5)).isEqualTo(NicCounters.UNKNOWN);
    }

    private static void sendTenThousandOctets() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            socket.send(new DatagramPacket(new byte[10_000], 10_000, socket.getLocalSocketAddress()));
        }
    }
}
