package ranload.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import ranload.session.Direction;
import ranload.session.SessionId;
import ranload.session.Side;

class ControlCodecTest {
    private static final SessionId SESSION = new SessionId(1_700_000_000_123L);
    private static final SessionKeys KEYS = new SessionKeys(SESSION, key(7));

    private final ControlCodec near = KEYS.codec(Side.NEAR);
    private final ControlCodec far = KEYS.codec(Side.FAR);
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    @Provide
    Arbitrary<ControlPdu> pdus() {
        Arbitrary<Integer> streams = Arbitraries.integers().between(0, 65_535);
        Arbitrary<Long> longs = Arbitraries.longs();
        Arbitrary<ControlPdu> handshakes = Combinators.combine(
                        Arbitraries.of(Pdu.HELLO, Pdu.CHALLENGE, Pdu.ANSWER, Pdu.READY),
                        streams,
                        longs,
                        longs,
                        Arbitraries.integers().between(72, 1_500))
                .as((type, stream, a, b, octets) ->
                        new ControlPdu.Handshake(type, stream, new Nonce(a, b), new Cookie(b, a, a ^ b), octets));
        Arbitrary<ControlPdu> feedbacks = Combinators.combine(
                        streams,
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.integers(),
                        Arbitraries.longs().between(0, 0xFFFF_FFFFL),
                        longs,
                        longs)
                .as((stream, seen, unwanted, behind, number, hold, next, echo) ->
                        new ControlPdu.Feedback(stream, seen, unwanted, behind, number, hold, next, next ^ echo, echo));
        Arbitrary<ControlPdu> ends = Combinators.combine(
                        streams, Arbitraries.of(true, false), Arbitraries.integers(), longs, longs, longs)
                .as(ControlPdu.End::new);
        Arbitrary<ControlPdu> probes =
                Combinators.combine(streams, Arbitraries.integers(), longs).as(ControlPdu.Probe::new);
        return Arbitraries.oneOf(handshakes, feedbacks, ends, probes);
    }

    @Property
    void whatOneSideWritesTheOtherReads(@ForAll("pdus") ControlPdu pdu) {
        int octets = near.encode(pdu, buffer);
        assertThat(Pdu.length(buffer, 0, octets)).isEqualTo(octets);
        assertThat(far.decode(buffer, 0, octets)).contains(pdu);
    }

    @Property
    void oneFlippedBitAnywhereIsSilence(
            @ForAll("pdus") ControlPdu pdu, @ForAll @IntRange(max = 1_499) int at, @ForAll @IntRange(max = 7) int bit) {
        int octets = near.encode(pdu, buffer);
        int flipped = at % octets;
        buffer.put(flipped, (byte) (buffer.get(flipped) ^ 1 << bit));
        int length = Pdu.length(buffer, 0, octets);
        assertThat(length == octets && far.decode(buffer, 0, length).isPresent())
                .isFalse();
    }

    @Property(tries = 200)
    void anythingCutShortIsSilence(@ForAll("pdus") ControlPdu pdu, @ForAll @IntRange(max = 1_499) int cut) {
        int octets = near.encode(pdu, buffer);
        int left = cut % octets;
        assertThat(Pdu.length(buffer, 0, left)).isZero();
        assertThat(far.decode(buffer, 0, left)).isEmpty();
    }

    @Property(tries = 100)
    void nothingIsReadUnderAnotherKeyOrByItsOwnSideOrInAnotherSession(@ForAll("pdus") ControlPdu pdu) {
        int octets = near.encode(pdu, buffer);
        assertThat(new SessionKeys(SESSION, key(8)).codec(Side.FAR).decode(buffer, 0, octets))
                .isEmpty();
        assertThat(near.decode(buffer, 0, octets)).isEmpty();
        assertThat(new SessionKeys(new SessionId(5), key(7)).codec(Side.FAR).decode(buffer, 0, octets))
                .isEmpty();
    }

    /** Golden octets, computed by another program: a change here is a change of the protocol's version. */
    @Test
    void writesFeedbackAsTheProtocolSays() {
        var feedback = new ControlPdu.Feedback(3, true, false, false, 5, 1_000, 4_711, 6_595_400, 999_999_999);
        int octets = far.encode(feedback, buffer);
        assertThat(hex(octets))
                .isEqualTo("7fe6004001010003" + "0000018bcfe5687b" + MAC_OF_FEEDBACK + "00000005000003e8"
                        + "0000000000001267" + "000000000064a348" + "000000003b9ac9ff");
    }

    private static final String MAC_OF_FEEDBACK = "dfa0884ecaa8252d35b16a8df0fbd9d4";

    @Test
    void writesHelloAsTheProtocolSays() {
        var hello = new ControlPdu.Handshake(Pdu.HELLO, 0, new Nonce(1, 2), Cookie.NONE, 128);
        int octets = near.encode(hello, buffer);
        assertThat(hex(octets))
                .isEqualTo("7fe1008001000000" + "0000018bcfe5687b" + MAC_OF_HELLO + "0000000000000001"
                        + "0000000000000002" + "00".repeat(80));
    }

    private static final String MAC_OF_HELLO = "507178591b4f61a1db3ae6749562547e";

    @Test
    void writesLoadAsTheProtocolSays() {
        LoadPdu.putFixed(buffer, 0, 48, 2, SESSION, 0x0102030405060708L);
        LoadPdu.putVarying(buffer, 0, 77, 1_000_000_000);
        assertThat(hex(40))
                .isEqualTo("7fe5003001000002" + "0000018bcfe5687b" + "0102030405060708" + "000000000000004d"
                        + "000000003b9aca00");
        assertThat(LoadPdu.tag(buffer, 0)).isEqualTo(0x0102030405060708L);
        assertThat(LoadPdu.sequence(buffer, 0)).isEqualTo(77);
        assertThat(LoadPdu.sentNanos(buffer, 0)).isEqualTo(1_000_000_000);
    }

    @Test
    void everyDirectionOfEveryStreamHasItsOwnTag() {
        List<Long> tags = List.of(
                KEYS.loadTag(Direction.UPSTREAM, 0),
                KEYS.loadTag(Direction.DOWNSTREAM, 0),
                KEYS.loadTag(Direction.UPSTREAM, 1),
                new SessionKeys(SESSION, key(8)).loadTag(Direction.UPSTREAM, 0));
        assertThat(tags).doesNotHaveDuplicates();
    }

    private String hex(int octets) {
        byte[] written = new byte[octets];
        buffer.get(0, written);
        return HexFormat.of().formatHex(written);
    }
}
