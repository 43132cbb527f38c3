package ranload.session;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which way load flows, seen from the near agent. */
public enum Direction {
    /** Near agent sends, far agent receives. */
    UPSTREAM("u"),
    /** Far agent sends, near agent receives. */
    DOWNSTREAM("d");

    private final String code;

    Direction(String code) {
        this.code = code;
    }

    /** The published one-letter code, also the record type of a stored row. */
    @JsonValue
    public String code() {
        return code;
    }
}
