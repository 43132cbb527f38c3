package ranload.agent.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;

/**
 * Makes and checks cookies without keeping any (PROTOCOL.md section 4). A cookie is good for the address, port and
 * nonce it was made for, in its own period of 60 s and the next. Confined to its owner's thread.
 */
final class CookieJar {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Mac mac;
    private final long originNanos;

    CookieJar(SecureRandom random, long nowNanos) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.mac = Hkdf.mac(key);
        this.originNanos = nowNanos;
    }

    Cookie bake(InetSocketAddress source, int stream, Nonce nonce, long nowNanos) {
        return bakeFor(source, stream, nonce, period(nowNanos));
    }

    boolean isMine(Cookie cookie, InetSocketAddress source, int stream, Nonce nonce, long nowNanos) {
        long age = period(nowNanos) - cookie.period();
        return (age == 0 || age == 1)
                && bakeFor(source, stream, nonce, cookie.period()).equals(cookie);
    }

    private Cookie bakeFor(InetSocketAddress source, int stream, Nonce nonce, long period) {
        mac.update(source.getAddress().getAddress());
        ByteBuffer rest = ByteBuffer.allocate(Integer.BYTES * 2 + Long.BYTES * 3);
        rest.putInt(source.getPort())
                .putInt(stream)
                .putLong(nonce.high())
                .putLong(nonce.low())
                .putLong(period);
        ByteBuffer octets = ByteBuffer.wrap(mac.doFinal(rest.array()));
        return new Cookie(period, octets.getLong(), octets.getLong());
    }

    private long period(long nowNanos) {
        return (nowNanos - originNanos) / PERIOD_NANOS;
    }
}
