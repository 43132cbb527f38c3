package ranload.agent.wire;

import java.security.SecureRandom;

/** 16 random octets that are used once. */
public record Nonce(long high, long low) {
    public static Nonce random(SecureRandom random) {
        return new Nonce(random.nextLong(), random.nextLong());
    }
}
