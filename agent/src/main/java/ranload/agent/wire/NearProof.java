package ranload.agent.wire;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The near side of the handshake: says HELLO until it is challenged, then ANSWERs until the far side is READY
 * (PROTOCOL.md section 4). Pure: the caller sends what it returns. Confined to its owner's thread.
 *
 * <p>Liveness: at most {@value #TRIES} HELLOs and as many ANSWERs; over at the latest 5 s after the first HELLO.
 */
public final class NearProof {
    /** How often a request is sent at most; an address that never answers gets no more than that. */
    public static final int TRIES = 5;

    private static final List<Long> TRY_AFTER_MILLIS = List.of(0L, 50L, 250L, 1_000L, 2_500L);
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int stream;
    private final int requestOctets;
    private final Nonce nonce;
    private final long startNanos;
    private Cookie cookie = Cookie.NONE;
    private long phaseNanos;
    private long lastSentNanos;
    private int sent;
    private boolean proven;
    private long rttNanos;

    /**
     * A handshake that begins now.
     *
     * @param requestOctets length of HELLO and ANSWER, so that they prove the path for load of that size
     */
    public NearProof(int stream, int requestOctets, Nonce nonce, long nowNanos) {
        this.stream = stream;
        this.requestOctets = Math.max(requestOctets, ControlPdu.Handshake.MIN_REQUEST_OCTETS);
        this.nonce = nonce;
        this.startNanos = nowNanos;
        this.phaseNanos = nowNanos;
    }

    /** What to send now, if a try is due. */
    public Optional<ControlPdu> due(long nowNanos) {
        if (proven || sent == TRIES || nowNanos < nextTryNanos()) {
            return Optional.empty();
        }
        sent++;
        lastSentNanos = nowNanos;
        int type = cookie.equals(Cookie.NONE) ? Pdu.HELLO : Pdu.ANSWER;
        return Optional.of(new ControlPdu.Handshake(type, stream, nonce, cookie, requestOctets));
    }

    /** Takes a PDU whose MAC was right; anything but the expected answer to this very handshake changes nothing. */
    public void received(ControlPdu pdu, long nowNanos) {
        if (!(pdu instanceof ControlPdu.Handshake reply)
                || reply.stream() != stream
                || !reply.nonce().equals(nonce)) {
            return;
        }
        if (reply.type() == Pdu.CHALLENGE && cookie.equals(Cookie.NONE)) {
            cookie = reply.cookie();
            phaseNanos = nowNanos;
            sent = 0;
        } else if (reply.type() == Pdu.READY && !proven && reply.cookie().equals(cookie)) {
            proven = true;
            rttNanos = nowNanos - lastSentNanos;
        }
    }

    /** True when the far side has shown that it holds the key, from the address that was asked. */
    public boolean isProven() {
        return proven;
    }

    /** True when the far side has not answered in time. */
    public boolean isOver(long nowNanos) {
        return !proven && nowNanos - startNanos >= GIVE_UP_NANOS;
    }

    /** From the last ANSWER to READY; 0 before that. */
    public long rttNanos() {
        return rttNanos;
    }

    private long nextTryNanos() {
        return phaseNanos + TimeUnit.MILLISECONDS.toNanos(TRY_AFTER_MILLIS.get(sent));
    }
}
