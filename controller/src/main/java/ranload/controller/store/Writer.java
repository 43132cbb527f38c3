package ranload.controller.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * The one connection that writes, and its thread. Work that arrives while a transaction runs shares the next one, so
 * that one wait for the disk serves many callers. At most {@value #MAX_WAITING} pieces of work wait. Thread-safe; every
 * caller is answered on the context that it came from.
 *
 * <p>Liveness: a transaction waits 5 s for another program's lock, and what waited with it fails then.
 */
final class Writer {
    /** Rows and other changes in one transaction, about: a commit must not keep those who wait for it waiting long. */
    static final int GROUP_WEIGHT = 4_000;

    private static final int MAX_WAITING = 20_000;
    private static final int PRIMARY_CODE = 0xff;
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** Takes the write lock at once: a lock taken later could not be waited for once somebody else has written. */
    private static final String BEGIN = "BEGIN IMMEDIATE";

    private final Vertx vertx;
    private final Path path;
    private final Thread thread;
    private final Promise<Void> ended = Promise.promise();
    private final Object guard = new Object();

    /** Guarded by {@code guard}. */
    private final Deque<Call<?>> waiting = new ArrayDeque<>();

    /** Guarded by {@code guard}. */
    private boolean closing;

    /** Confined to the thread; null while there is none. */
    private Connection connection;

    /** Confined to the thread; those of the connection. */
    private Statements statements;

    Writer(Vertx vertx, Path path) {
        this.vertx = vertx;
        this.path = path;
        this.thread = new Thread(this::run, "store-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Does work in a transaction.
     *
     * @param weight rows that it writes, about
     * @return done after the commit; when it fails, nothing of the work is stored
     */
    <T> Future<T> write(int weight, Work<T> work) {
        Call<T> call = new Call<>(work, weight, vertx.getOrCreateContext());
        synchronized (guard) {
            if (closing) {
                return Future.failedFuture(Failure.of("store_failed", path + ": the store is closed")
                        .asException());
            }
            if (waiting.size() >= MAX_WAITING) {
                return Future.failedFuture(
                        Failure.of("store_busy", "too much waits to be stored in " + path + "; try again later")
                                .asException());
            }
            waiting.add(call);
            guard.notifyAll();
        }
        return call.done.future();
    }

    /** Ends the thread when what waits is done; what comes after fails. */
    Future<Void> close() {
        synchronized (guard) {
            closing = true;
            guard.notifyAll();
        }
        Context caller = vertx.getOrCreateContext();
        Promise<Void> told = Promise.promise();
        ended.future().onComplete(done -> caller.runOnContext(none -> told.complete()));
        return told.future();
    }

    private void run() {
        try {
            for (List<Call<?>> group = next(); !group.isEmpty(); group = next()) {
                if (!perform(group)) {
                    // One of them spoils it for the others: each for itself, then.
                    group.forEach(call -> perform(List.of(call)));
                }
            }
            takeLogAway();
        } catch (InterruptedException e) {
            LOG.error("the writer of {} was interrupted", path, e);
        } finally {
            disconnect();
            ended.complete();
        }
    }

    /** What shares the next transaction; nothing when the store is closed and all is done. */
    private List<Call<?>> next() throws InterruptedException {
        List<Call<?>> group = new ArrayList<>();
        synchronized (guard) {
            while (waiting.isEmpty() && !closing) {
                guard.wait();
            }
            for (int weight = 0; !waiting.isEmpty() && weight < GROUP_WEIGHT; ) {
                Call<?> call = waiting.remove();
                group.add(call);
                weight += call.weight;
            }
        }
        return group;
    }

    /** False when nothing of it is stored, nobody was told, and each alone may have more luck. */
    private boolean perform(List<Call<?>> group) {
        try {
            connect();
            statements.update(BEGIN, Tuple.tuple());
            for (Call<?> call : group) {
                call.attempt(statements);
            }
            statements.update("COMMIT", Tuple.tuple());
        } catch (SQLException | RuntimeException e) {
            rollBack();
            if (group.size() > 1 && mayBeOneOnly(e)) {
                return false;
            }
            group.forEach(call -> call.fail(e));
            return true;
        }
        group.forEach(Call::answer);
        return true;
    }

    /** A lock that another program holds is in everybody's way; trying one by one would wait for it once for each. */
    private static boolean mayBeOneOnly(Exception cause) {
        return !(cause instanceof SQLException sql)
                || (sql.getErrorCode() & PRIMARY_CODE) != SQLiteErrorCode.SQLITE_BUSY.code;
    }

    private void connect() throws SQLException {
        if (connection == null) {
            connection = DriverManager.getConnection(DatabaseFile.writerUrl(path));
            statements = new Statements(connection);
        }
    }

    /** Readers leave a log even where nothing was written, and who may not write cannot take it away. */
    private void takeLogAway() {
        try {
            connect();
        } catch (SQLException e) {
            LOG.warn("the log of {} stays beside it: {}", path, e.getMessage());
        }
    }

    /** SQLite may have done so by itself, as it does when the disk is full; a connection in an unknown state is left. */
    private void rollBack() {
        try {
            if (connection != null) {
                statements.update("ROLLBACK", Tuple.tuple());
            }
        } catch (SQLException e) {
            LOG.debug("no transaction was open in {}: {}", path, e.getMessage());
            disconnect();
        }
    }

    private void disconnect() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.warn("{} does not close: {}", path, e.getMessage());
        }
        connection = null;
    }

    /** One caller's work. Its result and refusal are confined to the writer's thread. */
    private final class Call<T> {
        private final Work<T> work;
        private final int weight;
        private final Context caller;
        private final Promise<T> done = Promise.promise();
        private T result;
        private FailureException refusal;

        Call(Work<T> work, int weight, Context caller) {
            this.work = work;
            this.weight = weight;
            this.caller = caller;
        }

        void attempt(Statements open) throws SQLException {
            refusal = null;
            try {
                result = work.run(open);
            } catch (FailureException e) {
                refusal = e;
            }
        }

        void answer() {
            if (refusal != null) {
                fail(refusal);
            } else {
                tell(() -> done.complete(result));
            }
        }

        void fail(Exception cause) {
            tell(() -> done.fail(cause));
        }

        private void tell(Runnable answer) {
            try {
                caller.runOnContext(none -> answer.run());
            } catch (RejectedExecutionException e) {
                LOG.debug("Vert.x has ended, and with it whoever waited for {}", path);
            }
        }
    }
}
