package ranload.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import ranload.session.Failure;

/** What bounds the life of an agent's process, and whether it can still be found. Thread-safe. */
final class ProcessLife implements AgentVerticle.Life {
    /** Senders stop at once; on a path of long delay a receiver waits 3 s for what is under way, and its result is kept. */
    private static final Duration GONE_AFTER_STDIN_WITHIN = Duration.ofMillis(4_500);

    /** Of an agent that may be resumed, and then still has to stop. */
    private static final Duration GONE_AFTER_BROKEN_LINK_WITHIN = Resumption.BOUND.plus(GONE_AFTER_STDIN_WITHIN);

    private static final Duration GONE_AFTER_SIGNAL_WITHIN = Duration.ofMillis(1_900);

    private final boolean resumable;
    private final Leash leash = new Leash(ProcessLife::halt);
    private final Leash broken = new Leash(ProcessLife::halt);
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean leaving;
    private ResumePoint point;

    /** @param resumable true when the process may outlive its link for a while */
    ProcessLife(boolean resumable) {
        this.resumable = resumable;
    }

    /** The agent is found there, until it leaves. */
    synchronized void isFoundAt(ResumePoint where) {
        point = where;
        if (leaving) {
            where.close();
        }
    }

    /** A link has ended, as whoever reads from it knows first; on any thread, and after a newer one has come too. */
    void linkEnded() {
        if (resumable) {
            broken.arm(GONE_AFTER_BROKEN_LINK_WITHIN);
        } else {
            leash.arm(GONE_AFTER_STDIN_WITHIN);
        }
    }

    /** The process was told to end. */
    void signalled() {
        leash.arm(GONE_AFTER_SIGNAL_WITHIN);
    }

    @Override
    public void linked() {
        broken.loosen();
    }

    @Override
    public void unlinked() {
        if (resumable) { // what else may run on, unheard, is bounded by its own time
            broken.arm(GONE_AFTER_BROKEN_LINK_WITHIN);
        }
    }

    @Override
    public void leaving() {
        leash.arm(GONE_AFTER_STDIN_WITHIN);
        closePoint();
    }

    @Override
    public void ended(Failure reason) {
        ended.countDown();
    }

    /** It has not even begun. */
    void neverBegun() {
        ended.countDown();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Blocks until {@link #ended}, which leashes bound from the end of stdin on. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** The same, at most this long; false when that was too short. */
    boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nobody finds the agent any more. Harmless when repeated. */
    synchronized void closePoint() {
        leaving = true;
        if (point != null) {
            point.close();
        }
    }

    private static void halt() {
        Runtime.getRuntime().halt(2);
    }
}
