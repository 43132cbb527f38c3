package ranload.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import ranload.session.SessionId;
import ranload.session.Side;

/** A datagram is nobody's word: what was not written with the key is never taken for a control PDU. */
class PduFuzzTest {
    private final SessionKeys keys = new SessionKeys(new SessionId(1_700_000_000_123L), new byte[32]);
    private final ControlCodec near = keys.codec(Side.NEAR);
    private final ControlCodec far = keys.codec(Side.FAR);
    private final ByteBuffer buffer = ByteBuffer.allocate(2_048);

    @Property
    void anyOctetsAreSilence(@ForAll @Size(max = 1_500) byte[] octets) {
        buffer.put(0, octets);
        assertThat(Pdu.length(buffer, 0, octets.length)).isBetween(0, octets.length);
        assertThat(far.decode(buffer, 0, octets.length)).isEmpty();
    }

    @Property
    void whatWasChangedOnTheWayIsSilence(@ForAll @Size(min = 1, max = 6) List<Integer> changes, @ForAll long secret) {
        var pdu = new ControlPdu.Handshake(
                Pdu.ANSWER, 0, new Nonce(secret, ~secret), new Cookie(secret, 1, secret >>> 1), 128);
        int octets = near.encode(pdu, buffer);
        byte[] written = new byte[octets];
        buffer.get(0, written);
        for (int change : changes) {
            buffer.put((change >>> 8) % octets, (byte) change);
        }
        byte[] arrived = new byte[octets];
        buffer.get(0, arrived);
        int length = Pdu.length(buffer, 0, octets);
        if (!java.util.Arrays.equals(written, arrived)) {
            assertThat(length > 0 && far.decode(buffer, 0, length).isPresent()).isFalse();
        } else {
            assertThat(far.decode(buffer, 0, length)).contains(pdu);
        }
    }
}
