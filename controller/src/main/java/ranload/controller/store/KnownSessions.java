package ranload.controller.store;

import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ranload.session.Direction;

/**
 * What has to be known of a session to store its rows, read once for many of them. The session that was asked for longest
 * ago is forgotten first. Thread-safe; what it gives out belongs to the running transaction.
 */
final class KnownSessions {
    /** Some 4 MB. */
    private static final int MAX_SESSIONS = 32_768;

    private final Map<Long, Known> sessions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
            return size() > MAX_SESSIONS;
        }
    };

    /** Null when it is not stored here. */
    synchronized Known of(Statements statements, long session) throws SQLException {
        Known known = sessions.get(session);
        if (known == null) {
            known = read(statements, session);
            if (known != null) {
                sessions.put(session, known);
            }
        }
        return known;
    }

    /** It is stored no longer. */
    synchronized void forget(long session) {
        sessions.remove(session);
    }

    /** What was known may be wrong. */
    synchronized void clear() {
        sessions.clear();
    }

    private static Known read(Statements statements, long session) throws SQLException {
        List<Known> found = statements.query(
                SessionSql.KNOWN,
                Tuple.of(session),
                row -> new Known(new MergedSecond.Shape(row.getInt(1), row.getInt(2), row.getInt(3)), row.getInt(4)));
        return found.isEmpty() ? null : found.get(0);
    }

    /** One session. */
    static final class Known {
        private final MergedSecond.Shape shape;

        /** No later second of the direction is stored; earlier ones may be. */
        private int lastUpstream;

        private int lastDownstream;

        private Known(MergedSecond.Shape shape, int lastInterval) {
            this.shape = shape;
            this.lastUpstream = lastInterval;
            this.lastDownstream = lastInterval;
        }

        MergedSecond.Shape shape() {
            return shape;
        }

        /** Whether something of this second may be stored already. From now on it may. */
        boolean mayHold(RowGroup.Key second) {
            if (second.recordType().equals(Direction.UPSTREAM.code())) {
                boolean held = second.interval() <= lastUpstream;
                lastUpstream = Math.max(lastUpstream, second.interval());
                return held;
            }
            boolean held = second.interval() <= lastDownstream;
            lastDownstream = Math.max(lastDownstream, second.interval());
            return held;
        }
    }
}
