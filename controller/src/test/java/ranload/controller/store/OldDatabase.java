package ranload.controller.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;

/** Databases as earlier versions of the program left them. */
public final class OldDatabase {
    private static final long FIRST = 1_795_000_000_000L;

    private OldDatabase() {}

    /** Writes a new file of this layout with so many sessions, all complete. */
    public static void write(Path file, int layout, int sessions) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL");
                Statement statement = connection.createStatement()) {
            Migrations.layOut(connection, layout, Instant.parse("2026-11-22T12:00:00Z"));
            statement.executeUpdate("INSERT INTO meta (id, controller_id, epoch, last_session_id) VALUES"
                    + " (1, 'controller-1', 4, " + (FIRST + sessions) + ")");
            statement.executeUpdate(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + sessions
                            + ") INSERT INTO sessions (session_id, direction, start_time, end_time, duration, environment, complete,"
                            + " state, created_at, interface, protocol, datagram_size, tos, streams, upstream_streams,"
                            + " downstream_streams, omit, label, near_agent, far_agent, controller_version, plan) SELECT "
                            + FIRST
                            + " + i, 'u', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:10.000Z', 10, 'loopback', 1, 'complete',"
                            + " '2026-11-22T12:00:00.000Z', 'lo', 'udp', 1400, 0, 1, 1, 0, 0, 'old', 'near', 'far.loopback',"
                            + " '0.0.9', '{}' FROM n");
        }
    }
}
