package ranload.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The transport protocol that carries the load. */
public enum Transport {
    UDP("udp"),
    TCP("tcp");

    private final String code;

    Transport(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }

    /** The transport with this lower-case name, if there is one. */
    public static Optional<Transport> ofCode(String code) {
        return Arrays.stream(values()).filter(t -> t.code.equals(code)).findFirst();
    }
}
