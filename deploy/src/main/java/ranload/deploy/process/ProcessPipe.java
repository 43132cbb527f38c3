package ranload.deploy.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.deploy.ErrorTail;
import ranload.link.BytePipe;

/** The standard streams of a child process. Thread-safe as its interface asks. */
final class ProcessPipe implements BytePipe {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessPipe.class);
    private static final long PATIENCE_SECONDS = 2;

    private final Process process;
    private final ErrorTail errors;
    private final AtomicBoolean closed = new AtomicBoolean();

    ProcessPipe(Process process) {
        this.process = process;
        this.errors = ErrorTail.of(process.getErrorStream(), describe());
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    /** The agent ends by itself when its input does; one that has not after 2 s is killed, it alone. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // Closing flushes, and that blocks while a writer is stuck on an agent that does not read: not on this thread.
        Thread closer = new Thread(this::closeInput, "agent-stdin-closer");
        closer.setDaemon(true);
        closer.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("{} did not end by itself", describe());
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        errors.awaitEnd(Duration.ofMillis(500));
    }

    @Override
    public String describe() {
        return "child process " + process.pid();
    }

    @Override
    public String diagnostics() {
        return errors.text();
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.trace("input of {} was closed already: {}", describe(), e.toString());
        }
    }
}
