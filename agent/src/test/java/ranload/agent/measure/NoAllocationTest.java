package ranload.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A million datagrams cost no garbage: what is allocated at all is the same for one as for a million. */
class NoAllocationTest {
    private static final int WARM_UP = 300_000;
    private static final int MEASURED = 1_000_000;

    /** What asking for the figure may itself allocate. */
    private static final long CONSTANT_OCTETS = 1_024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long allocatedOctets() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Datagrams of one second, of which two in 100 are lost for good, one comes late, and some come twice. */
    private static void receive(ReceiverMeter meter, int from, int to) {
        for (int i = from; i < to; i++) {
            long arrival = 10_000 + i * 500L;
            long sent = arrival - 2_000 - i % 97 * 50L;
            if (i % 100 != 0) {
                meter.datagram(i % 50 == 7 ? i - 7 - i % 100 / 50 : i, sent, 1_400, arrival);
            }
            if (i % 200 == 3) {
                meter.datagram(i, sent, 1_400, arrival);
            }
        }
    }

    @Test
    void aReceiverAllocatesNothingPerDatagram() {
        ReceiverMeter meter = new ReceiverMeter(0, 10, 0, () -> -1, 0, 0);
        receive(meter, 0, WARM_UP);
        long before = allocatedOctets();
        receive(meter, WARM_UP, WARM_UP + MEASURED);
        assertThat(allocatedOctets() - before).isBetween(0L, CONSTANT_OCTETS);

        ReceiverFigures row = meter.finish(1_000_000_000, 0, 0).get(0);
        assertThat(row.packets()).isGreaterThan(MEASURED);
        assertThat(row.lossRuns().runs()).isPositive();
        assertThat(row.reorderExtentMax()).isPositive();
        assertThat(row.duplicates()).isPositive();
    }

    @Test
    void aSenderAllocatesNothingPerDatagram() {
        List<SenderFigures> rows = new ArrayList<>();
        SenderMeter meter = new SenderMeter(0, 10, 0, () -> 0, rows::add);
        send(meter, 0, WARM_UP);
        long before = allocatedOctets();
        send(meter, WARM_UP, WARM_UP + MEASURED);
        assertThat(allocatedOctets() - before).isBetween(0L, CONSTANT_OCTETS);
        assertThat(meter.packets()).isEqualTo(WARM_UP + MEASURED);
    }

    private static void send(SenderMeter meter, int from, int to) {
        for (int i = from; i < to; i++) {
            meter.roll(i * 500L);
            meter.sent(1, 1_400);
            meter.late(i % 1_000 * 777L);
        }
    }
}
