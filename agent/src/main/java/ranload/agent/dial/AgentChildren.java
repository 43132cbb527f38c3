package ranload.agent.dial;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents behind a connection, each a child process: one for each connection, which is the agent, or finds it alive
 * and is the way to it. One that has lost its connection lives on as long as its sessions need. Thread-safe.
 */
final class AgentChildren {
    private static final Logger LOG = LoggerFactory.getLogger(AgentChildren.class);

    private final List<String> command;
    private final List<Process> alive = new ArrayList<>();
    private boolean ended;

    /** @param command of one agent, whose standard streams are the link */
    AgentChildren(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** Starts one; what it says on its error stream goes where this process's own goes. */
    synchronized Process start() throws IOException {
        if (ended) {
            throw new IOException("this agent ends");
        }
        alive.removeIf(child -> !child.isAlive());
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        alive.add(child);
        return child;
    }

    /** Its connection is over: it ends by itself when nothing needs it any more. Does not block. */
    static void release(Process child) {
        // Closing flushes, and that blocks while the child takes nothing: not on this thread.
        Thread closer = new Thread(
                () -> {
                    try {
                        child.getOutputStream().close();
                        child.getInputStream().close();
                    } catch (IOException e) {
                        LOG.debug("closing the streams of {}: {}", child.pid(), e.toString());
                    }
                },
                "child-closer");
        closer.setDaemon(true);
        closer.start();
    }

    /** Has all of them spool what they have and end, starts none any more, and waits for them, at most this long. */
    void end(Duration longest) throws InterruptedException {
        List<Process> children;
        synchronized (this) {
            ended = true;
            children = List.copyOf(alive);
        }
        children.forEach(Process::destroy);
        long deadline = System.nanoTime() + longest.toNanos();
        for (Process child : children) {
            if (!child.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                LOG.warn("agent {} has not ended within {}", child.pid(), longest);
            }
        }
    }
}
