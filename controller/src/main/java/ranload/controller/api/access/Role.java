package ranload.controller.api.access;

import java.util.Arrays;
import java.util.Optional;

/** What the holder of a token may do. */
public enum Role {
    /** Read. */
    VIEWER("viewer"),
    /** Read, start and stop. */
    OPERATOR("operator");

    private final String code;

    Role(String code) {
        this.code = code;
    }

    /** True when this role may change something. */
    boolean mayWrite() {
        return this == OPERATOR;
    }

    /** The role with this lower-case name, if there is one. */
    static Optional<Role> ofCode(String code) {
        return Arrays.stream(values()).filter(role -> role.code.equals(code)).findFirst();
    }
}
