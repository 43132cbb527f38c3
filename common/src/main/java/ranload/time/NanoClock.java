package ranload.time;

/** Monotonic time. Only differences mean anything; the zero is arbitrary. Thread-safe. */
@FunctionalInterface
public interface NanoClock {
    /** The machine's monotonic clock. */
    NanoClock SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary instant. */
    long nanoTime();
}
