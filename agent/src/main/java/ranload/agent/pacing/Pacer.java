package ranload.agent.pacing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ranload.time.NanoClock;

/**
 * A thread that gives each task its turn when it is due: it sleeps until shortly before and spins the rest, because a
 * sleeping thread wakes tens of microseconds late. Thread-safe; tasks are confined to its thread.
 *
 * <p>Liveness: it sleeps at most 1 s at a time, spins at most {@value #SPIN_NANOS} ns at a time, and ends within a turn
 * of {@link #close}.
 */
public final class Pacer implements AutoCloseable {
    static final long SPIN_NANOS = 60_000;
    private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NanoClock clock;
    private final Thread thread;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Slot> due = new PriorityQueue<>();
    private volatile boolean closed;

    /** A pacer whose thread starts now. */
    public Pacer(NanoClock clock, String name) {
        this.clock = clock;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Gives this task turns, the first as soon as possible. */
    public void add(PacedTask task) {
        command(() -> due.add(new Slot(task, clock.nanoTime())));
    }

    /** Gives this task a turn as soon as possible, if it still gets turns. */
    public void nudge(PacedTask task) {
        command(() -> {
            if (due.removeIf(slot -> slot.task == task)) {
                due.add(new Slot(task, clock.nanoTime()));
            }
        });
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
            Slot next = due.peek();
            long waitNanos = next == null ? MAX_SLEEP_NANOS : next.atNanos - clock.nanoTime();
            if (waitNanos > SPIN_NANOS) {
                LockSupport.parkNanos(this, Math.min(waitNanos - SPIN_NANOS, MAX_SLEEP_NANOS));
            } else if (next != null) {
                due.poll();
                giveTurn(next);
            }
        }
    }

    private void giveTurn(Slot slot) {
        long now = clock.nanoTime();
        while (now - slot.atNanos < 0) {
            Thread.onSpinWait();
            now = clock.nanoTime();
        }
        long next;
        try {
            next = slot.task.turn(now);
        } catch (RuntimeException e) {
            slot.task.broke(e);
            next = PacedTask.DONE;
        }
        if (next != PacedTask.DONE) {
            slot.atNanos = next;
            due.add(slot);
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

    /** A task and when its turn is due. Confined to the pacer's thread. */
    private static final class Slot implements Comparable<Slot> {
        private final PacedTask task;
        private long atNanos;

        private Slot(PacedTask task, long atNanos) {
            this.task = task;
            this.atNanos = atNanos;
        }

        @Override
        public int compareTo(Slot other) {
            return Long.signum(atNanos - other.atNanos);
        }
    }
}
