package ranload.deploy;

import java.util.List;
import ranload.link.AgentSettings;
import ranload.link.BytePipe;
import ranload.session.FailureException;

/** Starts agents in one certain place. Thread-safe: every launch stands for itself. */
public interface AgentLauncher {
    /**
     * Starts an agent and waits until it has said who it is. Blocks, so not for an event loop; ends by a deadline of
     * the launcher's own.
     *
     * @return a pipe past the preamble, ready for frames; closing it ends the agent, unless that
     *     may be resumed and a session is open there
     * @throws FailureException when there is no agent; nothing is left running then
     */
    BytePipe launch(AgentSettings settings);

    /** True when the way to an agent may break for good while the agent itself lives on, to be resumed by its key. */
    default boolean mayBreak() {
        return false;
    }

    /**
     * Walks the way to a running agent and back, step by step, up to the first that fails. Blocks as {@link #launch}
     * does, and leaves nothing running.
     */
    default List<DoctorStep> examine(AgentSettings settings) {
        try {
            launch(settings).close();
            return List.of(DoctorStep.right("agent", "it starts and ends here"));
        } catch (FailureException e) {
            return List.of(DoctorStep.wrong("agent", e.failure().message(), "build the program again"));
        }
    }
}
