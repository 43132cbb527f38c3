package ranload.agent.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import ranload.agent.measure.ReceiverMeter;
import ranload.agent.measure.SenderMeter;

/** What counting one datagram costs. With {@code -prof gc}: and that it leaves no garbage. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetersBenchmark {
    /** So slow that no row closes within an iteration: what a row costs is paid once a second, not per datagram. */
    private static final long GAP_NANOS = 1;

    /** Of a hundred datagrams this many are lost for good, and as many come 50 places late. */
    @Param({"0", "2"})
    public int troublePercent;

    private ReceiverMeter receiver;
    private SenderMeter sender;
    private long sequence;
    private long nowNanos;

    /** Fresh meters for each iteration. */
    @Setup(Level.Iteration)
    public void begin() {
        receiver = new ReceiverMeter(0, 1_000, 0, () -> -1, 0, 0);
        sender = new SenderMeter(0, 1_000, 0, () -> 0, figures -> {});
        sequence = 0;
        nowNanos = 0;
    }

    /** One datagram at a receiver. */
    @Benchmark
    public void receive() {
        long number = sequence++;
        nowNanos += GAP_NANOS;
        long place = number % 100;
        if (place < troublePercent) {
            return;
        }
        boolean late = place >= 50 && place < 50 + troublePercent;
        receiver.datagram(
                late ? number - 50 : number, nowNanos - Math.min(nowNanos, (number & 63) * 1_000), 1_400, nowNanos);
    }

    /** One write at a sender. */
    @Benchmark
    public void send() {
        nowNanos += GAP_NANOS;
        sender.roll(nowNanos);
        sender.sent(1, 1_400);
        sender.late(sequence++ & 0xffff);
    }
}
