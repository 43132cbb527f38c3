package ranload.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** Where a session stands. It moves from the first four to exactly one end and never leaves that. */
public enum SessionState {
    /** Stored; nothing started yet. */
    PENDING("pending", false),
    /** Agents are being started and the path is being proven. */
    PREPARING("preparing", false),
    /** Load flows. */
    RUNNING("running", false),
    /** Load has ended; packets in flight and last rows are awaited. */
    DRAINING("draining", false),
    /** Ran as planned; every row is stored. */
    COMPLETE("complete", true),
    /** Ran to its end with the path or a link lost for a while; the outages are on record. */
    COMPLETE_WITH_OUTAGE("complete_with_outage", true),
    /** Ended early because somebody asked for it; rows until then are stored. */
    STOPPED("stopped", true),
    /** Ended early because of the stored cause; rows until then are stored. */
    FAILED("failed", true),
    /** The controller died while it ran; rows that the agents still had were recovered. */
    INTERRUPTED("interrupted", true);

    private final String code;
    private final boolean end;

    SessionState(String code, boolean end) {
        this.code = code;
        this.end = end;
    }

    @JsonValue
    public String code() {
        return code;
    }

    /** True when the session never changes state again. */
    public boolean isEnd() {
        return end;
    }

    /** The state with this lower-case name, if there is one. */
    public static Optional<SessionState> ofCode(String code) {
        return Arrays.stream(values()).filter(s -> s.code.equals(code)).findFirst();
    }
}
