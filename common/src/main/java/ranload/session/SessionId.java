package ranload.session;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one session for ever: epoch milliseconds at its creation, made unique and increasing by the controller.
 *
 * @param value positive; thirteen digits until the year 2286, so never mistaken for a fourteen-digit time stamp
 */
public record SessionId(@JsonValue long value) implements Comparable<SessionId> {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public SessionId {
        if (value <= 0) {
            throw new IllegalArgumentException("session_id: must be positive, got " + value);
        }
    }

    @Override
    public int compareTo(SessionId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
