package ranload.session;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which end of a session an agent is. */
public enum Side {
    /** At the NIC under test; always sends the first datagram, so that it may sit behind NAT. */
    NEAR("near"),
    /** At the server that the environment names. */
    FAR("far");

    private final String code;

    Side(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }

    /** The side that sends load of this direction. */
    public static Side senderOf(Direction direction) {
        return direction == Direction.UPSTREAM ? NEAR : FAR;
    }

    /** The side that receives load of this direction. */
    public static Side receiverOf(Direction direction) {
        return direction == Direction.UPSTREAM ? FAR : NEAR;
    }
}
