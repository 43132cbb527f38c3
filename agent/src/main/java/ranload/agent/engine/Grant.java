package ranload.agent.engine;

import ranload.session.Failure;

/** The leave to send, until a deadline that renewals move. Thread-safe; read before every burst. */
final class Grant {
    static final Failure LAPSED = Failure.of(
            "grant_lapsed",
            "the controller did not renew the leave to send; it or the link to it was gone for too long");

    private volatile long deadlineNanos;

    Grant(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    void renew(long newDeadlineNanos) {
        deadlineNanos = newDeadlineNanos;
    }

    /** How long it has lapsed, 0 while it holds. */
    long lapsedNanos(long nowNanos) {
        return Math.max(0, nowNanos - deadlineNanos);
    }

    boolean isLapsed(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }
}
