package ranload.controller.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import ranload.session.AgentId;

/**
 * Which agents bring rows of sessions whose load has been over for a while: those are behind with what they measured,
 * and what else they owe waits in their spools. Confined to its service's context.
 */
final class Arrears {
    private final Map<AgentId, Long> latestNanos = new HashMap<>();

    /** The agent has brought such rows. */
    void brought(AgentId agent, long nowNanos) {
        latestNanos.put(agent, nowNanos);
    }

    /** Whether the agent has brought such rows within so long. */
    boolean isBehind(AgentId agent, Duration within, long nowNanos) {
        Long latest = latestNanos.get(agent);
        return latest != null && nowNanos - latest <= within.toNanos();
    }
}
