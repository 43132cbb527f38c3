package ranload.session;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names one agent; stable over its restarts, so that a new process finds the spool of the one before.
 *
 * @param value 1 to 128 of letters, digits, dot, dash, underscore; it becomes part of bus addresses and folder names
 */
public record AgentId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** Without a dot, so not that of a far agent; what could begin an IPv6 address is no name either. */
    private static final Pattern DIALLING = Pattern.compile("(?![0-9A-Fa-f]{1,4}$)[A-Za-z0-9][A-Za-z0-9_-]{0,47}");

    private static final Set<String> TAKEN = Set.of("near", "doctor");

    /** The agent beside the controller. */
    public static final AgentId NEAR = new AgentId("near");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AgentId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("agent_id: letters, digits, dot, dash, underscore, got '" + value + "'");
        }
    }

    /**
     * An agent that dials in and is chosen by its name, as in {@code interface=NAME:nic}.
     *
     * @throws IllegalArgumentException that says what a name is
     */
    public static AgentId dialling(String name) {
        if (!DIALLING.matcher(name).matches() || TAKEN.contains(name)) {
            throw new IllegalArgumentException("an agent's name has up to 48 letters, digits, - and _, begins with a"
                    + " letter or digit, is not near or doctor, and not 1 to 4 hexadecimal digits alone; got '" + name
                    + "'");
        }
        return new AgentId(name);
    }

    @Override
    public String toString() {
        return value;
    }
}
