package ranload.agent.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import ranload.agent.pacing.Pacer;

/** What priority the kernel grants to threads that send or receive load. */
final class LoadPriority {
    private static final Path OWN_STATE = Path.of("/proc/thread-self/stat");

    /** Counted behind the name, which may hold blanks and parentheses (proc(5)). */
    private static final int NICENESS_AT = 16;

    private LoadPriority() {}

    /**
     * The niceness that such a thread is given here; 0 where nothing is granted, or nothing known. Tries it out with a
     * thread that ends at once.
     */
    @SuppressWarnings("ThreadPriorityCheck") // this is about what the scheduler grants
    static int niceness() {
        AtomicInteger found = new AtomicInteger();
        Thread trial = new Thread(() -> found.set(ownNiceness()), "load-trial");
        trial.setPriority(Pacer.LOAD_PRIORITY);
        trial.start();
        try {
            trial.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found.get();
    }

    private static int ownNiceness() {
        try {
            return nicenessIn(Files.readString(OWN_STATE));
        } catch (IOException e) {
            return 0;
        }
    }

    /** @param state of a thread, as Linux has it in {@code /proc} */
    static int nicenessIn(String state) {
        String[] fields = state.substring(state.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > NICENESS_AT ? Integer.parseInt(fields[NICENESS_AT]) : 0;
    }
}
