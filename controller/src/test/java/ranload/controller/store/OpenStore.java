package ranload.controller.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ranload.session.Failure;
import ranload.session.SessionId;

/** A real store on a file with a Vert.x of its own, waited for. */
record OpenStore(Vertx vertx, SessionStore store, Path file) implements AutoCloseable {
    static OpenStore at(Path file) {
        Vertx vertx = Vertx.vertx();
        try {
            return new OpenStore(vertx, get(SessionStore.open(vertx, file)), file);
        } catch (RuntimeException e) {
            get(vertx.close());
            throw e;
        }
    }

    /** The code of the failure that opening the file ends with. */
    static Failure failureAt(Path file) {
        Vertx vertx = Vertx.vertx();
        try {
            return failure(SessionStore.open(vertx, file));
        } finally {
            get(vertx.close());
        }
    }

    /** What the future comes to within 30 s. */
    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static Failure failure(Future<?> future) {
        return get(future.transform(result -> result.failed()
                ? Future.succeededFuture(Failure.from(result.cause()))
                : Future.failedFuture(new AssertionError("succeeded"))));
    }

    JsonObject session(long id) {
        return get(store.session(new SessionId(id))).orElseThrow();
    }

    List<JsonObject> rows(long id) {
        List<JsonObject> rows = new ArrayList<>();
        get(store.forEachRow(new SessionId(id), null, rows::add));
        return rows;
    }

    List<Long> ids(SessionFilter filter) {
        List<Long> ids = new ArrayList<>();
        get(store.forEachSession(filter, session -> ids.add(session.getLong("session_id"))));
        return ids;
    }

    @Override
    public void close() {
        get(store.close());
        get(vertx.close());
    }
}
