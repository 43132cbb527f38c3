package ranload.controller.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.sqlite.SQLiteErrorCode;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * Copies what can still be read of a damaged database into a new file. The damaged one is only read, and so are copies
 * of it and of its log, since even reading can change a file whose last writer was killed. Everything here blocks.
 */
public final class Salvage {
    private final Connection from;
    private final Connection to;
    private final Path rescued;
    private final Map<String, Integer> saved = new LinkedHashMap<>();
    private final Set<String> damaged = new LinkedHashSet<>();

    private Salvage(Connection from, Connection to, Path rescued) {
        this.from = from;
        this.to = to;
        this.rescued = rescued;
    }

    /**
     * What came of it.
     *
     * @param rows saved, by table
     * @param damaged tables of which some may be lost
     */
    public record Found(Map<String, Integer> rows, Set<String> damaged) {}

    /**
     * Saves what can be read.
     *
     * @param database is left as it is
     * @param rescued the new file; must not exist
     * @throws ranload.session.FailureException {@code database_locked} while a controller uses it; {@code
     *     file_exists}; {@code nothing_recovered}, and then there is no new file
     */
    public static Found run(Path database, Path rescued) {
        if (!Files.isRegularFile(database)) {
            throw Failure.of("not_found", "there is no file " + database).asException();
        }
        try {
            DatabaseLock lock = DatabaseLock.take(database);
            try (lock) {
                Files.createFile(rescued);
                return ofCopies(database, rescued);
            }
        } catch (FileAlreadyExistsException e) {
            throw Failure.of("file_exists", rescued + " exists and is not overwritten; name another file")
                    .asException();
        } catch (IOException e) {
            throw Failure.of("database_unwritable", "cannot copy " + database + " to " + rescued + ": " + e)
                    .asException();
        } catch (SQLException e) {
            throw StoreFailures.of(rescued, e);
        }
    }

    private static Found ofCopies(Path database, Path rescued) throws IOException {
        Path folder = Files.createTempDirectory(rescued.toAbsolutePath().getParent(), ".ranload-recover-");
        try {
            Path copy = folder.resolve("damaged");
            Files.copy(database, copy);
            Path log = database.resolveSibling(database.getFileName() + "-wal");
            if (Files.exists(log)) {
                Files.copy(log, folder.resolve("damaged-wal"));
            }
            return copy(database, copy, rescued);
        } finally {
            remove(folder);
        }
    }

    private static Found copy(Path database, Path copy, Path rescued) throws IOException {
        try (Connection from = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Connection to = DriverManager.getConnection("jdbc:sqlite:" + rescued + "?foreign_keys=true")) {
            Salvage salvage = new Salvage(from, to, rescued);
            Migrations.layOut(to, salvage.layout(), Instant.now());
            salvage.everything();
            return new Found(salvage.saved, salvage.damaged);
        } catch (FailureException e) {
            Files.deleteIfExists(rescued);
            throw e;
        } catch (SQLException e) {
            Files.deleteIfExists(rescued);
            throw Failure.of(
                            "nothing_recovered",
                            "nothing can be read of " + database + " (" + e.getMessage()
                                    + "); it was not changed. Restore it from a backup")
                    .asException();
        }
    }

    /** The layout of the damaged file; one that cannot be told is taken for the newest. */
    private int layout() throws SQLException {
        try (Statement statement = from.createStatement();
                ResultSet version = statement.executeQuery("SELECT MAX(version) FROM schema_version")) {
            version.next();
            int found = version.getInt(1);
            return found < 1 || found > Migrations.newest() ? Migrations.newest() : found;
        }
    }

    private void everything() throws SQLException {
        to.setAutoCommit(false);
        table("meta", List.of());
        table("sessions", List.of());
        List<Long> sessions = sessions();
        try (Statement statement = to.createStatement();
                ResultSet tables = statement.executeQuery(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%REFERENCES sessions%'")) {
            List<String> names = new ArrayList<>();
            while (tables.next()) {
                names.add(tables.getString(1));
            }
            for (String name : names) {
                table(name, sessions);
            }
        }
        to.commit();
        if (sessions.isEmpty()) {
            throw new SQLException("no session is readable");
        }
    }

    private List<Long> sessions() throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Statement statement = to.createStatement();
                ResultSet rows = statement.executeQuery("SELECT session_id FROM sessions ORDER BY session_id")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** Reads a table from both ends up to where it breaks: whole, or session by session. */
    private void table(String name, List<Long> sessions) throws SQLException {
        String columns = String.join(", ", columns(name));
        List<String> conditions = sessions.isEmpty()
                ? List.of("")
                : sessions.stream().map(id -> " WHERE session_id = " + id).toList();
        saved.put(name, 0);
        for (String condition : conditions) {
            String query = "SELECT " + columns + " FROM " + name + condition;
            if (!read(name, columns, query)) {
                damaged.add(name);
                read(name, columns, query + " ORDER BY " + primaryKey(name).replace(",", " DESC,") + " DESC");
            }
        }
    }

    /** False when not everything could be read. */
    private boolean read(String table, String columns, String query) throws SQLException {
        String marks = columns.replaceAll("[^,]+", "?");
        try (PreparedStatement insert =
                to.prepareStatement("INSERT OR IGNORE INTO " + table + " (" + columns + ") VALUES (" + marks + ")")) {
            int width = marks.length() / 2 + 1;
            try (Statement statement = from.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    for (int column = 1; column <= width; column++) {
                        insert.setObject(column, rows.getObject(column));
                    }
                    saved.merge(table, put(insert), Integer::sum);
                }
                return true;
            } catch (SQLException broken) {
                return false;
            }
        }
    }

    /** What a damaged page makes of a row may break the rules of the new table: then it is no row. */
    private int put(PreparedStatement insert) {
        try {
            return insert.executeUpdate();
        } catch (SQLException refused) {
            if ((refused.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
                return 0;
            }
            throw StoreFailures.of(rescued, refused);
        }
    }

    private List<String> columns(String table) throws SQLException {
        return info(table, "name", "SELECT name FROM pragma_table_info(?)");
    }

    private String primaryKey(String table) throws SQLException {
        return String.join(",", info(table, "name", "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"));
    }

    private List<String> info(String table, String column, String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = to.prepareStatement(query)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(column));
                }
            }
        }
        return names;
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException left) {
            // A folder with a name that says what it is of; what matters has been saved.
        }
    }
}
