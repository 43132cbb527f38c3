package ranload.controller.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import ranload.bus.Reply.OpenStream;
import ranload.session.Failure;
import ranload.session.SessionState;
import ranload.session.Side;

/** What a session wants done, in this order, because of an event. */
sealed interface SessionAction {
    /**
     * Store a change of state, then tell watchers.
     *
     * @param cause null unless the session failed or was interrupted
     */
    record StoreState(SessionState state, Failure cause, Instant at) implements SessionAction {}

    /** Bring both agents up. Answer: AgentsReached or StepFailed. */
    record ReachAgents() implements SessionAction {}

    /** Let the far side listen. Answer: FarPrepared or StepFailed. */
    record PrepareFar() implements SessionAction {}

    /** Let the near side shake hands with these streams of the far side. Answer: NearPrepared or StepFailed. */
    record PrepareNear(List<OpenStream> farStreams) implements SessionAction {}

    /** Store the addresses and ports in use. Answer: none, or StepFailed. */
    record StoreEnds(OpenStream near, OpenStream far) implements SessionAction {}

    /** Start both sides. Answer: Started or StepFailed. */
    record StartBoth() implements SessionAction {}

    /** Tell these sides to stop, whatever they do. No answer. */
    record StopSides(Set<Side> sides, Failure cause) implements SessionAction {}

    /** Ask the store whether every result and row is there. Answer: DataChecked. */
    record CheckData() implements SessionAction {}

    /** Send DeadlinePassed after this time. */
    record Arm(SessionEvent.Deadline deadline, Duration in) implements SessionAction {}

    /** Send LoadTimeOver after this time. */
    record ArmLoadTime(Duration in) implements SessionAction {}

    /** Forget the session: it has ended. */
    record Finish() implements SessionAction {}
}
