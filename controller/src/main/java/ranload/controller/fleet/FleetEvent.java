package ranload.controller.fleet;

import java.time.Duration;
import ranload.session.AgentId;
import ranload.session.Failure;

/** What happens to agents. */
public sealed interface FleetEvent {
    AgentId agent();

    /** It is being started. */
    record Starting(AgentId agent) implements FleetEvent {}

    /** It runs and listens. */
    record Up(AgentId agent, AgentLink link) implements FleetEvent {}

    /** The link to it broke while it was needed; it may live on and is sought. Resumed or Lost follows. */
    record Broken(AgentId agent, Failure cause) implements FleetEvent {}

    /**
     * The link to it broke; it lived on, and is linked again.
     *
     * @param cause why the link was lost
     * @param away from that on
     */
    record Resumed(AgentId agent, AgentLink link, Failure cause, Duration away) implements FleetEvent {}

    /** It could not be started. */
    record NotStarted(AgentId agent, Failure cause) implements FleetEvent {}

    /** It ran and is gone, or the link to it is, which for its sessions is the same: nobody seeks it any more. */
    record Lost(AgentId agent, Failure cause) implements FleetEvent {}
}
