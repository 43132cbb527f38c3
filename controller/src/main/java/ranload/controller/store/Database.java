package ranload.controller.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.jdbcclient.JDBCConnectOptions;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import ranload.session.FailureException;

/**
 * One connection that writes and a few that only read, whose statements run on worker threads. A reader waits for a
 * connection for at most 30 s, among at most 10,000 others. Thread-safe.
 */
final class Database {
    private static final int READERS = 4;
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_WAIT_SECONDS = 30;

    private static final Set<String> BROKEN =
            Set.of("database_full", "database_unwritable", "database_corrupt", "store_failed");

    /** Less is as good as none: a state may still fit where a second's rows do not. */
    private static final long LEAST_FREE_OCTETS = 256 * 1024;

    private final Vertx vertx;
    private final DatabaseFile file;
    private final Writer writer;
    private final Pool readers;

    /** Why the last write failed; null when it did not. */
    private volatile FailureException trouble;

    Database(Vertx vertx, DatabaseFile file) {
        this.vertx = vertx;
        this.file = file;
        this.writer = new Writer(vertx, file.path());
        this.readers = pool(vertx, DatabaseFile.readerUrl(file.path()), READERS);
    }

    private static Pool pool(Vertx vertx, String url, int connections) {
        JDBCConnectOptions connect = new JDBCConnectOptions()
                .setJdbcUrl(url)
                .setExtraConfig(new JsonObject()
                        .put("encoderCls", PlainEncoder.class.getName())
                        .put("decoderCls", PlainDecoder.class.getName()));
        PoolOptions options = new PoolOptions()
                .setMaxSize(connections)
                .setMaxWaitQueueSize(MAX_WAITING)
                .setConnectionTimeout(MAX_WAIT_SECONDS)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS);
        return JDBCPool.pool(vertx, connect, options);
    }

    Path path() {
        return file.path();
    }

    /** Runs work in a transaction. The future completes after the commit; when it fails, nothing of the work is stored. */
    <T> Future<T> write(Work<T> work) {
        return write(1, work);
    }

    /** The same for work that writes so many rows. */
    <T> Future<T> write(int rows, Work<T> work) {
        return writer.write(rows, work)
                .recover(this::failed)
                .onComplete(done -> trouble = done.succeeded() ? null : broken(done.cause()));
    }

    /** Runs one query on a connection that cannot write. */
    Future<RowSet<Row>> read(String query, Tuple parameters) {
        return readers.preparedQuery(query).execute(parameters).recover(this::failed);
    }

    private <T> Future<T> failed(Throwable cause) {
        return Future.failedFuture(StoreFailures.of(file.path(), cause));
    }

    /** A refusal of what was written says nothing about the file. */
    private static FailureException broken(Throwable cause) {
        return cause instanceof FailureException failure
                        && BROKEN.contains(failure.failure().code())
                ? failure
                : null;
    }

    /** Done when there is space left, it can be read, and written where the last attempt to write has failed. */
    Future<Void> probe() {
        return vertx.executeBlocking(() -> Files.getFileStore(file.path()).getUsableSpace(), false)
                .recover(this::failed)
                .compose(octets -> {
                    if (octets < LEAST_FREE_OCTETS) {
                        return Future.failedFuture(
                                StoreFailures.full(file.path()).asException());
                    }
                    return trouble == null
                            ? read("SELECT 1 FROM meta", Tuple.tuple()).mapEmpty()
                            : write(statements -> {
                                statements.update("UPDATE meta SET epoch = epoch", Tuple.tuple());
                                return null;
                            });
                });
    }

    /** Closes the readers, then the writer, which then leaves one file behind and no log beside it. */
    Future<Void> close() {
        return readers.close()
                .eventually(writer::close)
                .eventually(() -> vertx.executeBlocking(() -> {
                    file.lock().close();
                    return null;
                }));
    }
}
