package ranload.agent.pacing;

import java.util.concurrent.TimeUnit;

/**
 * How a sender keeps to a schedule on a machine that now and then holds it up. Up to 1 ms behind, what is due leaves at
 * once. What a longer hold-up has delayed is made good smoothly, a quarter above the rate and never as a burst, so that
 * the rate holds and a policer on the path sees no spike. What is more than 500 ms late is given up.
 *
 * <p>Pure: time is an argument, in nanoseconds since the schedule's start. Confined to its owner's thread.
 */
public final class Pace {
    /** How far behind its shifted due time a unit may be and still leave at once. */
    public static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How late a unit may be and still leave: a virtual machine may be held up for some hundred milliseconds at a time. */
    public static final long MAX_DEBT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** One nanosecond of debt is paid per this many nanoseconds of schedule, so the rate rises by a quarter. */
    private static final long REPAY_SHARE = 5;

    private final ConstantSchedule schedule;
    private final long total;
    private long unit;
    private long slipNanos;

    /**
     * A pace that begins at unit 0.
     *
     * @param total units that there are; none beyond is ever due
     */
    public Pace(ConstantSchedule schedule, long total) {
        this.schedule = schedule;
        this.total = total;
    }

    /** The next unit. */
    public long unit() {
        return unit;
    }

    /** Units that have neither left nor been given up. */
    public long remaining() {
        return total - unit;
    }

    /**
     * Takes note of the time: a sender that is further behind than its credit shifts what is to come, and gives up what
     * is too late.
     *
     * @param count units that are to leave together
     * @return units given up
     */
    public long observe(long elapsedNanos, int count) {
        long lateNanos = elapsedNanos - scheduledNanos(count);
        if (lateNanos - slipNanos <= CREDIT_NANOS || unit >= total) {
            return 0;
        }
        slipNanos = lateNanos - CREDIT_NANOS;
        return lateNanos > MAX_DEBT_NANOS ? giveUpDueBefore(elapsedNanos - MAX_DEBT_NANOS) : 0;
    }

    /**
     * Gives up the units that were due before this time.
     *
     * @return how many
     */
    public long giveUpDueBefore(long elapsedNanos) {
        long next = Math.min(total, schedule.dueCount(elapsedNanos - 1));
        long givenUp = Math.max(0, next - unit);
        if (givenUp > 0) {
            slipNanos = Math.max(0, slipNanos - (schedule.dueNanos(next) - schedule.dueNanos(unit)));
            unit = next;
        }
        return givenUp;
    }

    /**
     * Gives up the units that are due within this span from the next one on.
     *
     * @return how many
     */
    public long giveUp(long nanos) {
        return nanos <= 0 || unit >= total ? 0 : giveUpDueBefore(schedule.dueNanos(unit) + nanos);
    }

    /** When the last of the next {@code count} units was due by the schedule. */
    public long scheduledNanos(int count) {
        return schedule.dueNanos(unit + count - 1);
    }

    /** When the next {@code count} units may leave together: not before the last of them is due. */
    public long dueNanos(int count) {
        return scheduledNanos(count) + slipNanos;
    }

    /** The next {@code count} units have left, or have been refused. */
    public void departed(int count) {
        if (slipNanos > 0) {
            long spanNanos = schedule.dueNanos(unit + count) - schedule.dueNanos(unit);
            slipNanos = Math.max(0, slipNanos - spanNanos / REPAY_SHARE);
        }
        unit += count;
    }
}
