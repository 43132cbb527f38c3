package ranload.controller.store;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import ranload.session.Failure;
import ranload.session.FailureException;

/** What SQLite says, in words that name the file and the cure. */
final class StoreFailures {
    /** SQLite's extended result codes keep the primary code in the low octet. */
    private static final int PRIMARY_CODE = 0xff;

    /** All that the pool says when a caller has waited too long for a connection. */
    private static final String POOL_TIMEOUT = "Timeout";

    private StoreFailures() {}

    /** The failure behind this throwable; failures that are known already pass through. */
    static FailureException of(Path database, Throwable cause) {
        if (cause instanceof FailureException known) {
            return known;
        }
        if (cause instanceof SQLException sql) {
            return of(database, sql).asException();
        }
        if (cause instanceof ConnectionPoolTooBusyException || POOL_TIMEOUT.equals(cause.getMessage())) {
            return Failure.of("store_busy", "too much waits to be stored in " + database + "; try again later")
                    .asException();
        }
        return Failure.of("store_failed", database + ": " + cause).asException();
    }

    private static Failure of(Path database, SQLException sql) {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(sql.getErrorCode() & PRIMARY_CODE);
        return switch (code) {
            case SQLITE_CORRUPT ->
                Failure.of(
                        "database_corrupt",
                        database + " is damaged (" + sql.getMessage()
                                + "); it was not changed. Save what can be read by" + " 'ranload db recover " + database
                                + "', restore it from a backup, or move it away");
            case SQLITE_NOTADB -> notADatabase(database);
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_IOERR ->
                Failure.of(
                        "database_unwritable",
                        "cannot write " + database + " (" + sql.getMessage()
                                + "); check the folder's owner, rights and mount");
            case SQLITE_FULL -> full(database);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                Failure.of("store_busy", "another program is writing to " + database + "; try again when it is done");
            default -> Failure.of("store_failed", database + ": " + sql.getMessage());
        };
    }

    static Failure full(Path database) {
        return Failure.of(
                "database_full", "no space left for " + database + "; free some, nothing that was stored is lost");
    }

    static Failure notADatabase(Path database) {
        return Failure.of(
                "database_not_a_database",
                database
                        + " is no SQLite database; it was not changed. Name another file for the database, or, should it"
                        + " once have been one, try 'ranload db recover " + database + "'");
    }
}
