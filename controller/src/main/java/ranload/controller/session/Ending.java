package ranload.controller.session;

import ranload.session.Failure;
import ranload.session.SessionState;

/**
 * How a session ends, once that is decided.
 *
 * @param state an end state
 * @param cause why it ends so; null when it ends as planned or as asked
 * @param symptom true when the cause came from a stream's result, which may only be the effect of a lost agent
 */
record Ending(SessionState state, Failure cause, boolean symptom) {
    static final Ending STOPPED = new Ending(SessionState.STOPPED, null, false);

    static Ending failed(Failure cause) {
        return new Ending(SessionState.FAILED, cause, false);
    }

    /** Failed because of what a stream's result says, which may be explained better later: but for a NIC that is gone. */
    static Ending symptom(Failure cause) {
        return new Ending(SessionState.FAILED, cause, !cause.code().equals("interface_gone"));
    }

    /** As planned, apart from outages. */
    static Ending complete(boolean outage) {
        return new Ending(outage ? SessionState.COMPLETE_WITH_OUTAGE : SessionState.COMPLETE, null, false);
    }

    /** The same end, with the loss of an agent as its cause if that explains it better. */
    Ending explainedBy(Failure loss) {
        return symptom ? failed(loss) : this;
    }

    /** What the agents are told when they are to stop. */
    Failure told() {
        return cause != null ? cause : Failure.of("stopped", "somebody asked for the session to end");
    }
}
