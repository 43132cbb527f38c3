package ranload.controller.fleet;

import java.time.Duration;
import ranload.deploy.AgentLauncher;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.link.Preamble;
import ranload.session.AgentId;
import ranload.session.Failure;

/** Takes up an agent that has dialled in: what it "launches" stands behind the newest connection. Thread-safe. */
final class DialledLauncher implements AgentLauncher {
    /** A small computer takes 10 s to start Java, and longer beside other work. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final AgentId agent;
    private BytePipe waiting;
    private BytePipe taken;

    DialledLauncher(AgentId agent) {
        this.agent = agent;
    }

    /** Waits to be taken from now on; connections before this one are closed. */
    void arrived(BytePipe pipe) {
        BytePipe unused;
        BytePipe old;
        synchronized (this) {
            unused = waiting;
            old = taken;
            waiting = pipe;
            taken = null;
        }
        if (unused != null) {
            unused.close();
        }
        if (old != null) {
            old.close();
        }
    }

    /** True when a connection waits that nobody has taken. */
    synchronized boolean hasConnection() {
        return waiting != null;
    }

    @Override
    public BytePipe launch(AgentSettings settings) {
        BytePipe pipe = take();
        Preamble.offer(pipe, settings, DEADLINE);
        return pipe;
    }

    /** The agent outlives its connections, so that the next one finds it. */
    @Override
    public boolean mayBreak() {
        return true;
    }

    private synchronized BytePipe take() {
        if (waiting == null) {
            throw Failure.of(
                            "agent_not_connected",
                            "agent " + agent + " is not connected to this controller: look at its log, on its machine,"
                                    + " for what hinders it (journalctl -u ran-load-generator-agent), and that that"
                                    + " machine is on")
                    .asException();
        }
        taken = waiting;
        waiting = null;
        return taken;
    }
}
