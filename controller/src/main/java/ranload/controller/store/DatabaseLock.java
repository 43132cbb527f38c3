package ranload.controller.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;
import ranload.session.Failure;

/**
 * Keeps a second controller off the same database, while other programs may read and even write it: an exclusive
 * transaction on the empty file {@code <database>.lock}. It ends with the process, however that ends. The file stays: a
 * lock on a file that somebody has removed keeps nobody out.
 *
 * <p>SQLite holds the lock because it knows the trap of POSIX locks: closing any descriptor of a file, as a second
 * attempt in the same process would, drops the lock that another descriptor holds. Thread-safe.
 */
final class DatabaseLock implements AutoCloseable {
    private final Connection holder;

    private DatabaseLock(Connection holder) {
        this.holder = holder;
    }

    /**
     * Takes the lock, without waiting.
     *
     * @throws ranload.session.FailureException {@code database_locked} when another controller has it
     * @throws SQLException when the lock file cannot be made
     */
    static DatabaseLock take(Path database) throws SQLException {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=0");
        try (Statement statement = holder.createStatement()) {
            statement.executeUpdate("BEGIN EXCLUSIVE");
            return new DatabaseLock(holder);
        } catch (SQLException e) {
            holder.close();
            if (e.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code) {
                throw Failure.of(
                                "database_locked",
                                "another controller uses " + database + " (it holds " + file
                                        + "); stop that one or name another database")
                        .asException();
            }
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        holder.close();
    }
}
