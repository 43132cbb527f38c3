package ranload.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** How much processor time a sender spends on leaving at the right moment. */
public enum Pacing {
    /**
     * Sleeps until each write is due: least processor time, as even as the kernel's timers. Of several streams, what is
     * due within 200 us, or half the time between two writes if that is less, may leave together.
     */
    ECONOMY("economy"),
    /** Sleeps, then spins the last stretch before each write. */
    BALANCED("balanced"),
    /** Spins throughout: the most even, and takes a processor of its own. */
    PRECISE("precise");

    private final String code;

    Pacing(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }

    /** The pacing with this lower-case name, if there is one. */
    public static Optional<Pacing> ofCode(String code) {
        return Arrays.stream(values()).filter(p -> p.code.equals(code)).findFirst();
    }
}
