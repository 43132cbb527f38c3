package ranload.session;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names one agent; stable over its restarts, so that a new process finds the spool of the one before.
 *
 * @param value 1 to 128 of letters, digits, dot, dash, underscore; it becomes part of bus addresses and folder names
 */
public record AgentId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** The agent beside the controller. */
    public static final AgentId NEAR = new AgentId("near");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AgentId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("agent_id: letters, digits, dot, dash, underscore, got '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
