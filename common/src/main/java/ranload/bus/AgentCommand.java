package ranload.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;

/** What a controller asks of one agent, on {@code agent.<id>.command}. Every command is answered by a {@link Reply}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AgentCommand.Describe.class, name = "describe"),
    @JsonSubTypes.Type(value = AgentCommand.Prepare.class, name = "prepare"),
    @JsonSubTypes.Type(value = AgentCommand.Start.class, name = "start"),
    @JsonSubTypes.Type(value = AgentCommand.Renew.class, name = "renew"),
    @JsonSubTypes.Type(value = AgentCommand.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = AgentCommand.Dismiss.class, name = "dismiss")
})
public sealed interface AgentCommand {
    /** Asks for the agent's facts as they are now. Answer: {@link Reply.Described}. */
    record Describe() implements AgentCommand {}

    /**
     * Opens the streams of one session and, on the near side, proves the path to the far side. No load flows yet.
     * The far side is prepared first. Answer: {@link Reply.Prepared} when the far side listens, or when the near side
     * has shaken hands on every stream.
     *
     * @param session whose streams
     * @param epoch rises with every controller start; a command with an older epoch than seen is refused
     * @param side which end this agent is
     * @param sessionKey 32 secret octets in base64, the same for both ends, never stored or logged
     * @param nic device to bind to, null for none (far side)
     * @param localAddress address to bind to; on the far side null means any address of the family
     * @param peerAddress address of the far side; null on the far side, which learns its peer by the handshake
     * @param ipv6 address family of the load
     * @param streams with {@code farPort} filled in on the near side
     * @param loadSeconds omitted and measured time together
     * @param grantTtlMillis load stops this long after the last renewal that arrived
     */
    record Prepare(
            SessionId session,
            long epoch,
            Side side,
            String sessionKey,
            @JsonInclude(JsonInclude.Include.NON_NULL) String nic,
            @JsonInclude(JsonInclude.Include.NON_NULL) String localAddress,
            @JsonInclude(JsonInclude.Include.NON_NULL) String peerAddress,
            boolean ipv6,
            List<StreamSpec> streams,
            int loadSeconds,
            long grantTtlMillis)
            implements AgentCommand {
        public Prepare {
            streams = List.copyOf(streams);
        }

        /** Everything but the key. */
        @Override
        public String toString() {
            return "Prepare[session=" + session + ", epoch=" + epoch + ", side=" + side + ", nic=" + nic
                    + ", localAddress=" + localAddress + ", peerAddress=" + peerAddress + ", streams=" + streams + "]";
        }
    }

    /**
     * Starts the prepared streams of a session. Both ends get it at the same time with the same delay; the receiver
     * already listens. Answer: {@link Reply.Started}.
     *
     * @param delayMillis from the arrival of this command to the first due time
     */
    record Start(SessionId session, long epoch, long delayMillis) implements AgentCommand {}

    /**
     * Renews the grants of sessions. Answer: {@link Reply.Renewed}.
     *
     * @param sessions whose load may go on
     * @param ttlMillis from the arrival of this command
     */
    record Renew(List<SessionId> sessions, long epoch, long ttlMillis) implements AgentCommand {
        public Renew {
            sessions = List.copyOf(sessions);
        }
    }

    /**
     * Ends a session's load now; rows and results still follow. Harmless when the session has ended or is not known.
     * Answer: {@link Reply.Stopping}.
     *
     * @param cause what the stream results will name as the cause
     */
    record Stop(SessionId session, long epoch, Failure cause) implements AgentCommand {}

    /**
     * The end of this link is meant: the agent is to end with it, whatever runs. Without it a link that ends has broken,
     * and an agent that may be resumed waits for the next one. Answer: {@link Reply.Stopping}.
     */
    record Dismiss() implements AgentCommand {}
}
