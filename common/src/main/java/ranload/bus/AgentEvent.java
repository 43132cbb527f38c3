package ranload.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;

/** What an agent tells its controller, on {@code controller.event}. Answered by {@link Reply.Noted}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AgentEvent.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = AgentEvent.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = AgentEvent.StateChanged.class, name = "state_changed"),
    @JsonSubTypes.Type(value = AgentEvent.Warning.class, name = "warning"),
    @JsonSubTypes.Type(value = AgentEvent.StreamEnded.class, name = "stream_ended"),
    @JsonSubTypes.Type(value = AgentEvent.Bye.class, name = "bye")
})
public sealed interface AgentEvent {
    AgentId agent();

    /**
     * First event of a process; the controller routes commands to the agent from then on.
     *
     * @param buildId must equal the controller's
     * @param spooled sessions of which an earlier process left rows; they follow as row batches
     */
    record Hello(AgentId agent, String buildId, AgentFacts facts, List<SessionId> spooled) implements AgentEvent {
        public Hello {
            spooled = List.copyOf(spooled);
        }
    }

    /**
     * First event on a further link of a process that has said hello on an earlier one, which broke.
     *
     * @param running sessions that are still open there
     */
    record Resumed(AgentId agent, List<SessionId> running) implements AgentEvent {
        public Resumed {
            running = List.copyOf(running);
        }
    }

    /** A session changed its state at this agent. */
    record StateChanged(
            AgentId agent,
            SessionId session,
            Phase phase,
            @JsonInclude(JsonInclude.Include.NON_NULL) Failure cause) implements AgentEvent {}

    /** Something a reader of the result should know; the session goes on. */
    record Warning(AgentId agent, SessionId session, String code, String message, Instant at) implements AgentEvent {}

    /** One direction of one stream has ended; all its rows were sent before. */
    record StreamEnded(AgentId agent, StreamResult result) implements AgentEvent {}

    /** The agent ends in an orderly way. */
    record Bye(AgentId agent, String reason) implements AgentEvent {}

    /** Where a session stands at one agent. */
    enum Phase {
        PREPARED,
        RUNNING,
        OUTAGE,
        RECOVERED,
        ENDED
    }
}
