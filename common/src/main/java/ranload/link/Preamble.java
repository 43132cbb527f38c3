package ranload.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import ranload.bus.BusJson;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * How a link begins. The controller writes one line with the {@link AgentSettings}; the agent answers with the line
 * {@code ranload-link/1 <nonce>}; frames follow in both directions. Whatever a login shell prints before that line is
 * thrown away.
 */
public final class Preamble {
    private static final String MAGIC = "ranload-link/1 ";
    private static final int MAX_LINE_OCTETS = 16 * 1024;
    private static final int MAX_CHATTER_OCTETS = 1024 * 1024;

    private Preamble() {}

    /**
     * The controller's part. Blocks, at most {@code deadline} long; then the pipe is closed.
     *
     * @throws FailureException {@code agent_start_failed} with what the other end had to say; the pipe is closed
     */
    public static void offer(BytePipe pipe, AgentSettings settings, Duration deadline) {
        AtomicBoolean late = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        Thread watch = new Thread(() -> closeWhenLate(pipe, deadline, done, late), "preamble-deadline");
        watch.setDaemon(true);
        watch.start();
        try {
            Lines.write(pipe.out(), BusJson.encode(settings));
            skipTo(MAGIC + settings.nonce(), pipe.in());
            done.countDown();
            if (late.get()) {
                throw new IOException("it answered too late");
            }
        } catch (IOException e) {
            done.countDown();
            pipe.close();
            String reason = late.get() ? "no answer within " + deadline.toMillis() + " ms" : e.getMessage();
            throw Failure.of(
                            "agent_start_failed",
                            "agent at " + pipe.describe() + " did not start: " + reason + said(pipe.diagnostics()))
                    .asException();
        }
    }

    /**
     * The agent's part, at once. Blocks until the line arrives or the stream ends.
     *
     * @throws IOException when the stream ends before the line does, or fails
     * @throws FailureException {@code bad_message} when the line is not what it should be
     */
    public static AgentSettings accept(InputStream in, OutputStream out) throws IOException {
        AgentSettings settings = read(in);
        answer(settings, out);
        return settings;
    }

    /** The first half of {@link #accept}: an agent that cannot run ends after it and says why on its error stream. */
    public static AgentSettings read(InputStream in) throws IOException {
        return BusJson.decode(Lines.read(in, MAX_LINE_OCTETS), AgentSettings.class);
    }

    /** The second half of {@link #accept}: the agent is ready for frames. */
    public static void answer(AgentSettings settings, OutputStream out) throws IOException {
        Lines.write(out, MAGIC + settings.nonce());
    }

    private static void closeWhenLate(BytePipe pipe, Duration deadline, CountDownLatch done, AtomicBoolean late) {
        try {
            if (!done.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                late.set(true);
                pipe.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void skipTo(String wanted, InputStream in) throws IOException {
        int skipped = 0;
        String line = Lines.read(in, MAX_LINE_OCTETS);
        // The chatter before it need not end in a line feed; the nonce makes the end of a line proof enough.
        while (!line.endsWith(wanted)) {
            skipped += line.length() + 1;
            if (skipped > MAX_CHATTER_OCTETS) {
                throw new IOException("it printed more than " + MAX_CHATTER_OCTETS + " octets, none of them ours");
            }
            line = Lines.read(in, MAX_LINE_OCTETS);
        }
    }

    private static String said(String diagnostics) {
        return diagnostics.isBlank() ? "" : "; it said: " + diagnostics.strip();
    }
}
