package ranload.controller.session;

import java.util.List;
import ranload.bus.Reply.OpenStream;
import ranload.sample.StreamResult;
import ranload.session.Failure;
import ranload.session.Side;

/** What can happen to a session. */
sealed interface SessionEvent {
    /** The plan is stored; work may begin. */
    record Begun() implements SessionEvent {}

    /** Both agents run and are linked. */
    record AgentsReached() implements SessionEvent {}

    /** The far side listens. */
    record FarPrepared(List<OpenStream> streams) implements SessionEvent {}

    /** The near side has shaken hands with the far side on every stream. */
    record NearPrepared(List<OpenStream> streams) implements SessionEvent {}

    /** Both sides have agreed to start. */
    record Started() implements SessionEvent {}

    /** The time that load should take is over. */
    record LoadTimeOver() implements SessionEvent {}

    /** The path or its consent was lost for a while. */
    record OutageSeen() implements SessionEvent {}

    /** One end has said its last word on one direction of one stream; the word is stored. */
    record StreamEnded(StreamResult result) implements SessionEvent {}

    /** Rows of the session were committed. */
    record RowsStored() implements SessionEvent {}

    /** The store was asked whether every result and row is there. */
    record DataChecked(boolean complete) implements SessionEvent {}

    /** A command, or a write to the store, did not work. */
    record StepFailed(Failure cause) implements SessionEvent {}

    /** The agent of one side, or the link to it, is gone. */
    record AgentLost(Side side, Failure cause) implements SessionEvent {}

    /** The link to the agent of one side broke; the agent may live on and is sought. */
    record LinkBroken(Side side, Failure cause) implements SessionEvent {}

    /** Somebody wants the session to end. */
    record StopRequested() implements SessionEvent {}

    /** A deadline has passed. */
    record DeadlinePassed(Deadline deadline) implements SessionEvent {}

    /** The bounds on how long a session may stay where it is. */
    enum Deadline {
        /** On starting both agents. */
        REACH,
        /** On everything from then until load flows. */
        PREPARE,
        /** On the load and the results and rows after it. */
        DRAIN,
        /** On the last results of a session that ends early. */
        END
    }
}
