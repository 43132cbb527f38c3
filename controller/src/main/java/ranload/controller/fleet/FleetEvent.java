package ranload.controller.fleet;

import ranload.session.AgentId;
import ranload.session.Failure;

/** What happens to agents. */
public sealed interface FleetEvent {
    AgentId agent();

    /** It is being started. */
    record Starting(AgentId agent) implements FleetEvent {}

    /** It runs and listens. */
    record Up(AgentId agent, AgentLink link) implements FleetEvent {}

    /** It could not be started. */
    record NotStarted(AgentId agent, Failure cause) implements FleetEvent {}

    /** It ran and is gone, or the link to it is, which for its sessions is the same. */
    record Lost(AgentId agent, Failure cause) implements FleetEvent {}
}
