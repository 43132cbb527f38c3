package ranload.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.time.NanoClock;

/**
 * Frames over a {@link BytePipe}, whose streams block: one thread of its own reads, one writes. Thread-safe; its
 * listener is called on those threads and may hold the reader back, never for long.
 */
final class StdioPipe {
    static final int MAX_QUEUED_FRAMES = 4_096;
    static final long MAX_QUEUED_OCTETS = 16L * 1024 * 1024;

    /** What a pipe tells its owner. */
    interface Listener {
        /** One frame that is neither ping nor pong. Called on the reading thread. */
        void frame(Frame frame) throws InterruptedException;

        /** The end, exactly once, on any thread. */
        void closed(Failure reason);
    }

    private final BytePipe pipe;
    private final LinkTiming timing;
    private final NanoClock clock;
    private final Listener listener;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(MAX_QUEUED_FRAMES);
    private final AtomicLong queuedOctets = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread reader;
    private final Thread writer;
    private volatile Lease silence;

    StdioPipe(BytePipe pipe, LinkTiming timing, NanoClock clock, Listener listener) {
        this.pipe = pipe;
        this.timing = timing;
        this.clock = clock;
        this.listener = listener;
        this.reader = daemon(this::read, "link-reader");
        this.writer = daemon(this::write, "link-writer");
        heard();
    }

    void start() {
        reader.start();
        writer.start();
    }

    /**
     * Queues a frame. A queue that is full closes the link: a visible failure beats silent growth.
     *
     * @throws FailureException {@code frame_too_large}
     */
    void send(Frame frame) {
        byte[] octets = FrameCodec.encode(frame);
        if (queuedOctets.addAndGet(octets.length) > MAX_QUEUED_OCTETS || !queue.offer(octets)) {
            close(Failure.of(
                    "link_overflow",
                    pipe.describe() + " takes nothing: " + queue.size() + " frames were waiting for it"));
        }
    }

    /** True when nothing has been heard for too long. */
    boolean isSilent() {
        return silence.expired(clock.nanoTime());
    }

    /** How long nothing has been heard. */
    Duration quiet() {
        long leftNanos = silence.remainingNanos(clock.nanoTime());
        return timing.silentAfter().minusNanos(leftNanos);
    }

    /** Starts the time of silence again: something was heard, or this process itself was not running. */
    void heard() {
        silence = Lease.granted(clock.nanoTime(), timing.silentAfter().toNanos());
    }

    String describe() {
        return pipe.describe();
    }

    /** Ends it; the first reason counts. Does not block: closing the streams may, and has a thread for it. */
    void close(Failure reason) {
        if (closed.compareAndSet(false, true)) {
            daemon(pipe::close, "link-closer").start();
            reader.interrupt();
            writer.interrupt();
            listener.closed(reason);
        }
    }

    private void read() {
        byte[] octets = new byte[16 * 1024];
        FrameCodec.Decoder decoder = new FrameCodec.Decoder();
        try {
            InputStream in = pipe.in();
            for (int count = in.read(octets); count >= 0 && !closed.get(); count = in.read(octets)) {
                heard();
                for (Frame frame : decoder.feed(octets, 0, count)) {
                    take(frame);
                }
            }
            close(Failure.of("link_closed", pipe.describe() + " has closed the link"));
        } catch (IOException e) {
            close(broken(e));
        } catch (FailureException e) {
            close(e.failure());
        } catch (RuntimeException e) {
            // What nobody thought of must not leave a link that seems to live and says nothing.
            close(Failure.from(e));
        } catch (InterruptedException e) {
            close(Failure.of("link_closed", "reader of " + pipe.describe() + " was interrupted"));
        }
    }

    private void take(Frame frame) throws InterruptedException {
        switch (frame.type()) {
            case PING -> send(Frame.PONG);
            case PONG -> {}
            case SEND, MESSAGE -> listener.frame(frame);
        }
    }

    private void write() {
        byte[] ping = FrameCodec.encode(Frame.PING);
        Lease quiet = Lease.granted(clock.nanoTime(), timing.pingEvery().toNanos());
        try {
            OutputStream out = pipe.out();
            while (!closed.get()) {
                byte[] octets = queue.poll(quiet.remainingNanos(clock.nanoTime()), TimeUnit.NANOSECONDS);
                if (octets != null) {
                    queuedOctets.addAndGet(-octets.length);
                    out.write(octets);
                }
                if (quiet.expired(clock.nanoTime())) {
                    quiet = Lease.granted(clock.nanoTime(), timing.pingEvery().toNanos());
                    out.write(ping);
                }
                if (queue.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            close(broken(e));
        } catch (InterruptedException e) {
            close(Failure.of("link_closed", "writer to " + pipe.describe() + " was interrupted"));
        }
    }

    private Failure broken(IOException e) {
        return Failure.of("link_closed", "link to " + pipe.describe() + " broke: " + e.getMessage());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
