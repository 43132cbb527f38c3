package ranload.controller.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import ranload.session.Failure;

/**
 * Brings a database to the layout of this program: numbered SQL files, each in one transaction, each once. A file that
 * was released is never edited; the checksum notices.
 */
final class Migrations {
    private static final List<String> FILES = List.of(
            "V1__sessions.sql",
            "V2__measurement.sql",
            "V3__fewer_indexes.sql",
            "V4__outages.sql",
            "V5__rows_in_order_of_arrival.sql");

    private Migrations() {}

    /** The layout that this program writes. */
    static int newest() {
        return FILES.size();
    }

    /**
     * Applies what is missing. The connection commits by itself before and after.
     *
     * @throws ranload.session.FailureException {@code database_newer} or {@code database_foreign}
     */
    static void apply(Connection connection, Path database, Instant now) throws SQLException {
        int present = present(connection, database);
        if (present > newest()) {
            throw Failure.of(
                            "database_newer",
                            database + " was written by a newer program (layout " + present + ", this one knows "
                                    + newest() + "); use that program or another database")
                    .asException();
        }
        for (int version = 1; version <= present; version++) {
            check(connection, database, version);
        }
        for (int version = present + 1; version <= newest(); version++) {
            applyOne(connection, version, now);
        }
    }

    /** Lays out a new file as this version of the program did. The connection commits by itself before and after. */
    static void layOut(Connection connection, int version, Instant now) throws SQLException {
        for (int step = 1; step <= version; step++) {
            applyOne(connection, step, now);
        }
    }

    /**
     * The layout that a database has; 0 for an empty one.
     *
     * @throws ranload.session.FailureException {@code database_foreign}
     */
    static int present(Connection connection, Path database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (count(statement, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'") == 1) {
                return count(statement, "SELECT COALESCE(MAX(version), 0) FROM schema_version");
            }
            if (count(statement, "SELECT COUNT(*) FROM sqlite_master") > 0) {
                throw Failure.of(
                                "database_foreign",
                                database + " holds tables of another program; it was not changed. Name another file"
                                        + " for the database")
                        .asException();
            }
            return 0;
        }
    }

    private static int count(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void check(Connection connection, Path database, int version) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT checksum FROM schema_version WHERE version = ?")) {
            query.setInt(1, version);
            try (ResultSet result = query.executeQuery()) {
                if (!result.next() || !result.getString(1).equals(checksum(text(version)))) {
                    throw Failure.of(
                                    "database_foreign",
                                    database + " was laid out by another build of this program (step " + version
                                            + " differs); use that build or another database")
                            .asException();
                }
            }
        }
    }

    private static void applyOne(Connection connection, int version, Instant now) throws SQLException {
        String text = text(version);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY,"
                    + " file TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)");
            statement.executeUpdate(text);
            try (PreparedStatement note =
                    connection.prepareStatement("INSERT INTO schema_version VALUES (?, ?, ?, ?)")) {
                note.setInt(1, version);
                note.setString(2, FILES.get(version - 1));
                note.setString(3, checksum(text));
                note.setString(4, UtcText.of(now));
                note.executeUpdate();
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String text(int version) {
        String file = "/db/" + FILES.get(version - 1);
        try (InputStream in = Migrations.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static String checksum(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
