package ranload.agent.wire;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). */
final class Hkdf {
    private static final String HMAC = "HmacSHA256";
    private static final int HASH_OCTETS = 32;

    private Hkdf() {}

    /**
     * Extract and expand.
     *
     * @param secret input keying material
     * @param salt may be empty
     * @param info what the output is for
     * @param octets 1 to 255 * 32
     */
    static byte[] derive(byte[] secret, byte[] salt, byte[] info, int octets) {
        byte[] pseudoRandomKey =
                mac(salt.length == 0 ? new byte[HASH_OCTETS] : salt).doFinal(secret);
        Mac expand = mac(pseudoRandomKey);
        byte[] output = new byte[octets];
        byte[] block = new byte[0];
        for (int done = 0, counter = 1; done < octets; done += block.length, counter++) {
            expand.update(block);
            expand.update(info);
            expand.update((byte) counter);
            block = expand.doFinal();
            System.arraycopy(block, 0, output, done, Math.min(block.length, octets - done));
        }
        Arrays.fill(pseudoRandomKey, (byte) 0);
        return output;
    }

    /** HMAC-SHA256 (RFC 2104) under this key, which must not be empty. */
    static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
