package ranload.controller.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import ranload.controller.cli.rest.ControllerClient;
import ranload.controller.cli.rest.RestFailure;
import ranload.controller.cli.rest.SessionFollower;
import ranload.controller.cli.view.CsvOutput;
import ranload.controller.cli.view.SessionView;
import ranload.controller.cli.view.Style;
import ranload.session.SessionId;
import ranload.session.SessionRequest;
import ranload.session.SessionState;
import ranload.time.NanoClock;

/** One session from its creation to its summary. Confined to one thread, but for {@link #interrupt}. */
final class SessionRunner {
    private static final String STDOUT = "-";

    /** How long a stopped session may take to end before we leave it to itself. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final SessionRequest request;
    private final String csv;
    private final boolean json;
    private final PrintWriter out;
    private final PrintWriter err;
    private final SessionView view;

    private final AtomicInteger signal = new AtomicInteger();
    private final AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
    private volatile long signalAtNanos;

    /**
     * @param csv where rows go, {@code -} for {@code out}, null for a file named after the session
     * @param json true when {@code out} gets the details at the end
     */
    SessionRunner(
            SessionRequest request, String csv, boolean json, PrintWriter out, PrintWriter err, Terminal terminal) {
        this.request = request;
        this.csv = csv;
        this.json = json;
        this.out = out;
        this.err = err;
        this.view = new SessionView(request, err, new Style(terminal.colours()));
    }

    /** Runs the session; answers the exit code. */
    int run(ControllerClient client, SessionFollower follower) throws InterruptedException {
        if (signal.get() != 0) {
            return exitCodeOfSignal();
        }
        SessionId id = client.create(SessionFlags.form(request));
        (json || STDOUT.equals(csv) ? err : out).println(id);
        stop.set(() -> stop(client, id));
        if (signal.get() != 0) {
            stop(client, id); // it came while the session was being created
        }
        Optional<SessionState> end = follow(client, follower, id);
        if (end.isEmpty()) {
            throw new CommandFailed(
                    exitCodeOfSignal(),
                    "session " + id + " did not end within " + STOP_PATIENCE.toSeconds() + " s of being stopped");
        }
        JsonObject details = client.details(id);
        view.summary(details);
        if (json) {
            out.println(details.encodePrettily());
        }
        return signal.get() != 0 ? exitCodeOfSignal() : ExitCode.of(end.get());
    }

    private Optional<SessionState> follow(ControllerClient client, SessionFollower follower, SessionId id)
            throws InterruptedException {
        try (CsvOutput rows = openCsv(id)) {
            Optional<SessionState> end = follower.follow(
                    id,
                    row -> {
                        view.row(row);
                        rows.row(row);
                    },
                    view::state,
                    this::waitedEnough);
            view.endOfRows();
            rows.endOfRows();
            return end;
        } catch (IOException | CsvOutput.CannotWrite e) {
            stop(client, id);
            throw new CommandFailed(ExitCode.CANNOT_WRITE, "session stopped: cannot write its rows: " + e.getMessage());
        }
    }

    private CsvOutput openCsv(SessionId id) throws IOException {
        return STDOUT.equals(csv)
                ? CsvOutput.toStream(out, request.direction())
                : CsvOutput.toFile(Path.of(csv == null ? id + ".csv" : csv), request.direction());
    }

    /** Stops the session; the second time ends the process on the spot. To be called from any thread. */
    void interrupt(int number) {
        signalAtNanos = NanoClock.SYSTEM.nanoTime();
        if (!signal.compareAndSet(0, number)) {
            Runtime.getRuntime().halt(ExitCode.SIGNAL_BASE + number);
        }
        err.println("stopping; the rows so far are kept (Ctrl-C again exits at once)");
        stop.get().run();
    }

    private void stop(ControllerClient client, SessionId id) {
        try {
            client.stop(id);
        } catch (RestFailure e) {
            // Ended by itself meanwhile, or the controller is away: whoever follows the session finds out which.
            err.println("stop: " + e.getMessage());
        }
    }

    private boolean waitedEnough() {
        return signal.get() != 0 && NanoClock.SYSTEM.nanoTime() - signalAtNanos > STOP_PATIENCE.toNanos();
    }

    private int exitCodeOfSignal() {
        return ExitCode.SIGNAL_BASE + signal.get();
    }
}
