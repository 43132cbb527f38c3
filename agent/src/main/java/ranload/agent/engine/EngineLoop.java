package ranload.agent.engine;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import ranload.agent.net.LoadBuffer;
import ranload.agent.net.LoadSockets;

/**
 * An event loop, the sockets that belong on it, and the buffers that all streams on it share, each used only within one
 * call. Buffers are confined to the loop; {@link #pattern} is never written after construction.
 */
final class EngineLoop {
    /** Large enough for the largest TCP read worth making; UDP needs 64 KiB of it. */
    static final int READ_OCTETS = 1 << 20;

    static final int DATAGRAM_READ_OCTETS = 1 << 16;

    private final IoEventLoop loop;
    private final LoadSockets sockets;
    final LoadBuffer input;
    final LoadBuffer output;

    /** Octets that do not compress, for TCP to send. */
    final LoadBuffer pattern;

    EngineLoop(IoEventLoop loop, LoadSockets sockets) {
        this.loop = loop;
        this.sockets = sockets;
        this.input = sockets.buffer(READ_OCTETS);
        this.output = sockets.buffer(DATAGRAM_READ_OCTETS);
        this.pattern = sockets.buffer(READ_OCTETS);
        fill(pattern.octets(), 0, READ_OCTETS, loop.hashCode());
    }

    IoEventLoop loop() {
        return loop;
    }

    /** What makes sockets that can be registered with the loop. */
    LoadSockets sockets() {
        return sockets;
    }

    /** Runs something on the loop after a while. */
    void after(long delayNanos, Runnable task) {
        var unused = timer(delayNanos, task);
    }

    /** As {@link #after}, and can be cancelled. */
    Future<?> timer(long delayNanos, Runnable task) {
        return loop.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    }

    /** Fills a part of a buffer with octets that do not compress. */
    static void fill(ByteBuffer buffer, int from, int to, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int at = from; at < to; at++) {
            buffer.put(at, (byte) random.nextInt());
        }
    }
}
