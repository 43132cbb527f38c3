package ranload.deploy;

import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.session.FailureException;

/** Starts agents in one certain place. Thread-safe: every launch stands for itself. */
public interface AgentLauncher {
    /**
     * Starts an agent and waits until it has said who it is. Blocks, so not for an event loop; ends by a deadline of
     * the launcher's own.
     *
     * @return a pipe past the preamble, ready for frames; closing it ends the agent
     * @throws FailureException when there is no agent; nothing is left running then
     */
    BytePipe launch(AgentSettings settings);
}
