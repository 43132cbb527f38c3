package ranload.controller.store;

import java.time.Instant;
import ranload.session.SessionId;
import ranload.session.SessionState;

/**
 * Which sessions to list; newest first.
 *
 * @param ended whether they must have ended
 * @param state the state they must be in; null for any
 * @param environment their environment; null for any
 * @param label their label; null for any
 * @param before only ones older than this; null for no bound
 * @param after only ones newer than this; null for no bound
 * @param resultsAfter only ones that have a row with a later time; null for any
 * @param limit how many at most, at least 1
 */
public record SessionFilter(
        Ended ended,
        SessionState state,
        String environment,
        String label,
        SessionId before,
        SessionId after,
        Instant resultsAfter,
        int limit) {
    /** Every session. */
    public static final SessionFilter ALL =
            new SessionFilter(Ended.ANY, null, null, null, null, null, null, Integer.MAX_VALUE);

    /** Sessions that have been asked for and have not ended. */
    public static final SessionFilter ACTIVE = ALL.withEnded(Ended.NO);

    /** Sessions that have ended, in whatever way. */
    public static final SessionFilter COMPLETE = ALL.withEnded(Ended.YES);

    /** Whether a session has ended. */
    public enum Ended {
        ANY,
        NO,
        YES
    }

    public SessionFilter {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: must be at least 1, got " + limit);
        }
    }

    public SessionFilter withEnded(Ended other) {
        return new SessionFilter(other, state, environment, label, before, after, resultsAfter, limit);
    }

    public SessionFilter withState(SessionState other) {
        return new SessionFilter(ended, other, environment, label, before, after, resultsAfter, limit);
    }

    public SessionFilter withEnvironment(String other) {
        return new SessionFilter(ended, state, other, label, before, after, resultsAfter, limit);
    }

    public SessionFilter withLabel(String other) {
        return new SessionFilter(ended, state, environment, other, before, after, resultsAfter, limit);
    }

    public SessionFilter withBefore(SessionId other) {
        return new SessionFilter(ended, state, environment, label, other, after, resultsAfter, limit);
    }

    public SessionFilter withAfter(SessionId other) {
        return new SessionFilter(ended, state, environment, label, before, other, resultsAfter, limit);
    }

    public SessionFilter withResultsAfter(Instant other) {
        return new SessionFilter(ended, state, environment, label, before, after, other, limit);
    }

    public SessionFilter withLimit(int other) {
        return new SessionFilter(ended, state, environment, label, before, after, resultsAfter, other);
    }
}
