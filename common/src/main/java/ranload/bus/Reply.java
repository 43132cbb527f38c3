package ranload.bus;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import ranload.session.Failure;
import ranload.session.SessionId;

/** Answers to commands and events. A failed request is answered by {@link Failed}, never by silence. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Reply.Described.class, name = "described"),
    @JsonSubTypes.Type(value = Reply.Prepared.class, name = "prepared"),
    @JsonSubTypes.Type(value = Reply.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Reply.Renewed.class, name = "renewed"),
    @JsonSubTypes.Type(value = Reply.Stopping.class, name = "stopping"),
    @JsonSubTypes.Type(value = Reply.Noted.class, name = "noted"),
    @JsonSubTypes.Type(value = Reply.Committed.class, name = "committed"),
    @JsonSubTypes.Type(value = Reply.Failed.class, name = "failed")
})
public sealed interface Reply {
    /** Answer to Describe. */
    record Described(AgentFacts facts) implements Reply {}

    /** Answer to Prepare: every stream is open, in the order asked. */
    record Prepared(List<OpenStream> streams) implements Reply {
        public Prepared {
            streams = List.copyOf(streams);
        }
    }

    /**
     * One stream that is open.
     *
     * @param index which stream
     * @param localAddress as bound
     * @param localPort as bound
     * @param rttMicros round trip of the handshake; 0 on the far side
     */
    record OpenStream(int index, String localAddress, int localPort, long rttMicros) {}

    /** Answer to Start. */
    record Started(Instant startsAt) implements Reply {}

    /**
     * Answer to Renew.
     *
     * @param unknown sessions that this agent does not run (any more)
     */
    record Renewed(List<SessionId> unknown) implements Reply {
        public Renewed {
            unknown = List.copyOf(unknown);
        }
    }

    /** Answer to Stop: heard; results follow as events. Answer to Dismiss: heard. */
    record Stopping() implements Reply {}

    /** Answer to an event: it is stored, or needs no storing. */
    record Noted() implements Reply {}

    /** Answer to a row batch: all its rows are committed. The agent may forget them. */
    record Committed(int rows) implements Reply {}

    /** The request was not carried out. */
    record Failed(Failure failure) implements Reply {}
}
