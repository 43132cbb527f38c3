package ranload.controller.store;

import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements of one connection, each prepared once: their texts are constants of this package, so they are few.
 * Confined to its writer's thread.
 */
final class Statements {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Makes something of one row. */
    interface Form<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Runs a statement that answers nothing; how many rows it changed. */
    int update(String statement, Tuple values) throws SQLException {
        return bound(statement, values).executeUpdate();
    }

    /** Runs a statement once for each of the values. */
    void batch(String statement, List<Tuple> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        PreparedStatement batch = prepared(statement);
        try {
            for (Tuple values : all) {
                bind(batch, values);
                batch.addBatch();
            }
            batch.executeBatch();
        } finally {
            batch.clearBatch();
        }
    }

    /** Runs a statement that answers with rows. */
    <T> List<T> query(String statement, Tuple values, Form<T> form) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = bound(statement, values).executeQuery()) {
            while (rows.next()) {
                found.add(form.of(rows));
            }
        }
        return found;
    }

    private PreparedStatement bound(String statement, Tuple values) throws SQLException {
        PreparedStatement ready = prepared(statement);
        bind(ready, values);
        return ready;
    }

    private PreparedStatement prepared(String statement) throws SQLException {
        PreparedStatement known = prepared.get(statement);
        if (known == null) {
            known = connection.prepareStatement(statement);
            prepared.put(statement, known);
        }
        return known;
    }

    private static void bind(PreparedStatement statement, Tuple values) throws SQLException {
        for (int place = 0; place < values.size(); place++) {
            statement.setObject(place + 1, values.getValue(place));
        }
    }
}
