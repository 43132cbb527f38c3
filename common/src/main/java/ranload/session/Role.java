package ranload.session;

import com.fasterxml.jackson.annotation.JsonValue;

/** What an agent does for one direction of one stream. */
public enum Role {
    SENDER("sender"),
    RECEIVER("receiver");

    private final String code;

    Role(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }
}
