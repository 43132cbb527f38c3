package ranload.agent.dial;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a socket at a time unless it was in time. A daemon thread of its own waits. Thread-safe. */
final class Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch done = new CountDownLatch(1);

    private enum State {
        WAITING,
        IN_TIME,
        LATE
    }

    private Deadline() {}

    static Deadline closing(Socket socket, Duration patience) {
        Deadline deadline = new Deadline();
        Thread thread = new Thread(() -> deadline.await(socket, patience), "dial-deadline");
        thread.setDaemon(true);
        thread.start();
        return deadline;
    }

    /** From now on it closes nothing. False when it has done so already; the same answer when repeated. */
    boolean cancel() {
        if (state.compareAndSet(State.WAITING, State.IN_TIME)) {
            done.countDown();
        }
        return state.get() == State.IN_TIME;
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.toString());
        }
    }

    private void await(Socket socket, Duration patience) {
        try {
            if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)
                    && state.compareAndSet(State.WAITING, State.LATE)) {
                close(socket);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
