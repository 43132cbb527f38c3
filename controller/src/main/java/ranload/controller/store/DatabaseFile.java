package ranload.controller.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * A database file that is locked, checked and laid out. Everything here blocks.
 *
 * @param path absolute
 * @param lock held until the store closes
 * @param controllerId made with the file and kept
 * @param epoch one more than at the opening before
 * @param lastSessionId highest session id that was ever stored; 0 for none
 * @param lastRevision highest revision of a row; 0 for none
 */
record DatabaseFile(
        Path path, DatabaseLock lock, String controllerId, long epoch, long lastSessionId, long lastRevision) {
    /** Each of thousands of sessions has pages of its own that the next second writes to again. */
    private static final int WRITER_CACHE_KIBIOCTETS = 64 * 1024;

    /** What is checked within a second or two. */
    private static final long CHECKED_WHOLE_OCTETS = 256L << 20;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * Opens a file, making it and its folder when they do not exist.
     *
     * @param now for the notes of the layout steps
     * @throws FailureException {@code database_locked}, {@code database_not_a_database}, {@code database_corrupt},
     *     {@code database_newer}, {@code database_foreign}, {@code database_unwritable}, {@code database_full}
     */
    static DatabaseFile open(Path database, Instant now) {
        Path path = database.toAbsolutePath().normalize();
        DatabaseLock lock = null;
        try {
            if (path.toString().contains("?")) {
                throw Failure.of("database_unwritable", "a database path must not contain '?': " + path)
                        .asException();
            }
            Files.createDirectories(path.getParent());
            lock = DatabaseLock.take(path);
            requireDatabase(path);
            return prepare(path, lock, now);
        } catch (SQLException | FailureException e) {
            release(lock, e);
            throw StoreFailures.of(path, e);
        } catch (IOException e) {
            release(lock, e);
            throw Failure.of(
                            "database_unwritable",
                            "cannot make or open " + path + " (" + e + "); check the folder's owner, rights and mount")
                    .asException();
        }
    }

    private static void release(DatabaseLock lock, Exception cause) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void requireDatabase(Path path) throws IOException {
        if (Files.exists(path) && Files.size(path) > 0) {
            try (InputStream in = Files.newInputStream(path)) {
                if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                    throw StoreFailures.notADatabase(path).asException();
                }
            }
        }
    }

    private static DatabaseFile prepare(Path path, DatabaseLock lock, Instant now) throws SQLException, IOException {
        long octets = Files.exists(path) ? Files.size(path) : 0;
        OldLayout.keep(path);
        try (Connection connection = DriverManager.getConnection(writerUrl(path))) {
            requireSound(connection, octets);
            Migrations.apply(connection, path, now);
            try (PreparedStatement first = connection.prepareStatement(
                    "INSERT INTO meta (id, controller_id, epoch, last_session_id) VALUES (1, ?, 0, 0)"
                            + " ON CONFLICT (id) DO NOTHING")) {
                first.setString(1, UUID.randomUUID().toString());
                first.executeUpdate();
            }
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE meta SET epoch = epoch + 1");
                try (ResultSet meta = statement.executeQuery(
                        "SELECT controller_id, epoch, last_session_id," + " last_revision FROM meta")) {
                    meta.next();
                    return new DatabaseFile(
                            path, lock, meta.getString(1), meta.getLong(2), meta.getLong(3), meta.getLong(4));
                }
            }
        }
    }

    /** Of a large file the rows are not looked at: that would keep its sessions waiting for minutes. */
    private static void requireSound(Connection connection, long octets) throws SQLException {
        if (octets <= CHECKED_WHOLE_OCTETS) {
            requireOk(connection, "PRAGMA quick_check(1)");
            return;
        }
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'"
                        + " AND name NOT IN ('stream_data', 'session_data')")) {
            while (names.next()) {
                tables.add(names.getString(1));
            }
        }
        for (String table : tables) {
            requireOk(connection, "PRAGMA quick_check('" + table.replace("'", "''") + "')");
        }
    }

    private static void requireOk(Connection connection, String check) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(check)) {
            result.next();
            String finding = result.getString(1);
            if (!finding.equals("ok")) {
                throw new SQLException(finding, null, org.sqlite.SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
        }
    }

    /** For the one connection that writes. */
    static String writerUrl(Path path) {
        return "jdbc:sqlite:" + path + "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&foreign_keys=true"
                + "&transaction_mode=IMMEDIATE&cache_size=" + -WRITER_CACHE_KIBIOCTETS
                + "&jdbc.get_generated_keys=false"; // else each insert is followed by a query for its key
    }

    /** For the connections that only read. */
    static String readerUrl(Path path) {
        return "jdbc:sqlite:" + path + "?open_mode=1&busy_timeout=5000";
    }
}
