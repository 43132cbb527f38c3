package ranload.agent.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When the near side of a TCP stream connects again after its connection broke: 0.25 s later, then 0.5, 1, 2 and always
 * 4 s after the try before has failed. A far end that is refused to three tries in a row is not there any more. Pure:
 * time is an argument. Confined to its owner's thread.
 */
final class Redial {
    /** One refusal may be a firewall's that has lost its memory of the way. */
    static final int REFUSALS = 3;

    /** A connection that lasted so long begins with the shortest wait again. */
    static final long LASTED_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final List<Long> WAIT_MILLIS = List.of(250L, 500L, 1_000L, 2_000L, 4_000L);

    private int waits;
    private int refusals;
    private long upNanos;
    private long nextNanos;

    /** There is a connection now. */
    void up(long nowNanos) {
        upNanos = nowNanos;
        refusals = 0;
    }

    /** The connection broke. */
    void lost(long nowNanos) {
        if (nowNanos - upNanos >= LASTED_NANOS) {
            waits = 0;
        }
        waitFrom(nowNanos);
    }

    /**
     * A try has failed.
     *
     * @param refused the far end's host said that nobody listens there
     */
    void failed(boolean refused, long nowNanos) {
        refusals = refused ? refusals + 1 : 0;
        waitFrom(nowNanos);
    }

    /** True once it is time for the next try. */
    boolean isDue(long nowNanos) {
        return nowNanos - nextNanos >= 0;
    }

    /** True when nobody is there to be connected to. */
    boolean isHopeless() {
        return refusals >= REFUSALS;
    }

    private void waitFrom(long nowNanos) {
        nextNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS.get(Math.min(waits, WAIT_MILLIS.size() - 1)));
        waits++;
    }
}
