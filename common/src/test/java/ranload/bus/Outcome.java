package ranload.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ranload.session.Failure;
import ranload.session.FailureException;

/** What became of a future, for tests; waits at most 20 s for it. */
public final class Outcome {
    private static final int WITHIN_SECONDS = 60;

    private Outcome() {}

    /** Its value; an error when it failed. */
    public static <T> T of(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no outcome within " + WITHIN_SECONDS + " s", e);
        }
    }

    /** The failure it ended with; an error when it did not fail. */
    public static Failure failureOf(Future<?> future) {
        try {
            Object value = future.toCompletionStage().toCompletableFuture().get(WITHIN_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("succeeded with " + value);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(FailureException.class);
            return ((FailureException) e.getCause()).failure();
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no outcome within " + WITHIN_SECONDS + " s", e);
        }
    }
}
