package ranload.agent.pacing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ranload.session.Pacing;
import ranload.time.NanoClock;

/**
 * A thread that gives each task its turn when it is due: it sleeps until shortly before and spins the rest, because a
 * sleeping thread wakes tens of microseconds late; each task says how much of the rest. Thread-safe; tasks are confined
 * to its thread.
 *
 * <p>Liveness: it sleeps at most 1 s at a time, spins no longer than until the next due time, and takes commands and its
 * own end before each turn.
 */
public final class Pacer implements AutoCloseable {
    /**
     * Of threads that send or receive load: they come before all else that wants a processor, since a row may wait and a
     * datagram may not. With the flags that agents run with it is the kernel's niceness -5, granted to root, to
     * CAP_SYS_NICE and within {@code ulimit -e}.
     */
    public static final int LOAD_PRIORITY = Thread.MAX_PRIORITY;

    private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Falling asleep and waking up takes about as long. */
    private static final long MIN_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final NanoClock clock;
    private final Thread thread;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final DueHeap due = new DueHeap();
    private final Leeway leeway = new Leeway();
    private final WakeLateness lateness = new WakeLateness();
    private final IdentityHashMap<PacedTask, DueHeap.Slot> slots = new IdentityHashMap<>();
    private volatile boolean closed;

    /** A pacer whose thread starts now. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing is right or wrong by it, only more even
    public Pacer(NanoClock clock, String name) {
        this.clock = clock;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.setPriority(LOAD_PRIORITY);
        thread.start();
    }

    /** Gives this task turns, the first as soon as possible. */
    public void add(PacedTask task) {
        command(() -> {
            DueHeap.Slot slot = new DueHeap.Slot(task);
            slots.put(task, slot);
            leeway.add(task.leewayNanos());
            due.put(slot, clock.nanoTime());
        });
    }

    /** Gives this task a turn as soon as possible, if it still gets turns. */
    public void nudge(PacedTask task) {
        command(() -> {
            DueHeap.Slot slot = slots.get(task);
            if (slot != null) {
                due.put(slot, clock.nanoTime());
            }
        });
    }

    /** Runs something on the pacer's thread, between turns. */
    public void execute(Runnable command) {
        command(command);
    }

    /** CPU time that the calling thread has used, in nanoseconds; -1 where the platform does not tell. */
    public static long ownCpuNanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
    }

    /** Ends the thread after the turn it is in; tasks get no further turn. Returns at once. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void command(Runnable command) {
        commands.add(command);
        LockSupport.unpark(thread);
    }

    private void run() {
        askForFineTimers();
        while (!closed) {
            for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                command.run();
            }
            DueHeap.Slot next = due.first();
            long now = clock.nanoTime();
            if (next == null) {
                LockSupport.parkNanos(this, MAX_SLEEP_NANOS);
            } else if (next.atNanos() - now <= 0) {
                giveTurn(next, now);
            } else {
                waitUntil(next.atNanos() + leeway.nanos(), now, next.pacing());
            }
        }
    }

    private void waitUntil(long dueNanos, long nowNanos, Pacing pacing) {
        long sleepNanos = dueNanos - nowNanos - watchNanos(pacing);
        if (sleepNanos < MIN_SLEEP_NANOS && pacing != Pacing.ECONOMY) {
            Thread.onSpinWait();
            return;
        }
        long atMostNanos = Math.min(sleepNanos, MAX_SLEEP_NANOS);
        LockSupport.parkNanos(this, atMostNanos);
        lateness.woke(clock.nanoTime() - nowNanos - atMostNanos);
    }

    /** How long before a due time the clock is watched. */
    private long watchNanos(Pacing pacing) {
        return switch (pacing) {
            case ECONOMY -> 0;
            case BALANCED -> lateness.usualNanos();
            case PRECISE -> MAX_SLEEP_NANOS;
        };
    }

    private void giveTurn(DueHeap.Slot slot, long nowNanos) {
        long next;
        try {
            next = slot.task.turn(nowNanos);
        } catch (RuntimeException e) {
            slot.task.broke(e);
            next = PacedTask.DONE;
        }
        if (next == PacedTask.DONE) {
            due.remove(slot);
            slots.remove(slot.task);
            leeway.remove(slot.task.leewayNanos());
        } else {
            due.put(slot, next);
        }
    }

    /** The kernel may round a sleep up by the thread's timer slack, 50 microseconds unless asked otherwise. */
    private static void askForFineTimers() {
        try {
            Path self = Path.of("/proc/thread-self").toRealPath();
            Files.writeString(Path.of("/proc", self.getFileName().toString(), "timerslack_ns"), "1");
        } catch (IOException | SecurityException notOnThisKernel) {
            // The spin before each due time hides most of it.
        }
    }
}
