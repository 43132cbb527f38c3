package ranload.agent.control;

import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Role;
import ranload.session.SessionId;

/** What makes a row replace another. */
record RowKey(Part part, int interval) {
    /** One direction of one stream at this end: what one result speaks of. */
    record Part(SessionId session, Direction direction, int stream, Role role) {
        static Part of(StreamResult result) {
            return new Part(result.session(), result.direction(), result.stream(), result.role());
        }
    }

    static RowKey of(IntervalRow row) {
        Role role = row instanceof ReceiverRow ? Role.RECEIVER : Role.SENDER;
        return new RowKey(new Part(row.session(), row.direction(), row.stream(), role), row.interval());
    }
}
