package ranload.agent.wire;

/**
 * What a responder hands out instead of remembering: 24 octets that only it can have made, for one address at one time.
 *
 * @param period which rotation of the responder's key
 * @param high first half of the MAC
 * @param low second half of the MAC
 */
public record Cookie(long period, long high, long low) {
    /** Stands where a PDU has no cookie. */
    public static final Cookie NONE = new Cookie(0, 0, 0);
}
