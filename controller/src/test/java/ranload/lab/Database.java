package ranload.lab;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database that the program has written, read with plain SQL as a user would. Thread-safe: connects each time. */
public record Database(Path file) {
    /** All rows of a query, by column name. */
    public List<Map<String, Object>> rows(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=5000");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (found.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int k = 1; k <= found.getMetaData().getColumnCount(); k++) {
                    row.put(found.getMetaData().getColumnLabel(k), found.getObject(k));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The one number that a query finds; 0 when it finds NULL. */
    public double number(String sql) {
        Object value = rows(sql).get(0).values().iterator().next();
        return value == null ? 0 : ((Number) value).doubleValue();
    }

    /** The texts in the first column of a query. */
    public List<String> texts(String sql) {
        return rows(sql).stream()
                .map(row -> String.valueOf(row.values().iterator().next()))
                .toList();
    }
}
