package ranload.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.bus.Reply;
import ranload.session.FailureException;

class FrameCodecTest {
    @Property(tries = 300)
    void anySplitOfTheOctetsGivesTheSameFrames(
            @ForAll("frames") @Size(max = 8) List<Frame> frames,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 200) Integer> steps) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        frames.forEach(frame -> stream.writeBytes(FrameCodec.encode(frame)));
        byte[] octets = stream.toByteArray();
        FrameCodec.Decoder decoder = new FrameCodec.Decoder();
        List<Frame> decoded = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < octets.length; i++) {
            int step = Math.min(steps.get(i % steps.size()), octets.length - at);
            decoded.addAll(decoder.feed(octets, at, step));
            at += step;
        }
        assertThat(decoded).isEqualTo(frames);
    }

    @Property(tries = 500)
    void octetsFromAnywhereGiveFramesOrAFailureAndNothingElse(@ForAll byte[] octets) {
        FrameCodec.Decoder decoder = new FrameCodec.Decoder();
        try {
            assertThat(decoder.feed(octets, 0, octets.length)).hasSizeLessThanOrEqualTo(octets.length / 4);
        } catch (FailureException e) {
            assertThat(e.failure().code()).isEqualTo("bad_frame");
        }
    }

    @Test
    void hasTheFormOfTheBridgeFrame() {
        byte[] octets =
                FrameCodec.encode(Frame.send("controller.event", "reply-1", Map.of(), new JsonObject("{\"a\":1}")));
        String json =
                "{\"type\":\"send\",\"address\":\"controller.event\",\"replyAddress\":\"reply-1\",\"body\":{\"a\":1}}";
        assertThat(ByteBuffer.wrap(octets).getInt()).isEqualTo(json.length());
        assertThat(new String(octets, 4, octets.length - 4, StandardCharsets.UTF_8))
                .isEqualTo(json);
    }

    @Test
    void refusesALengthOfZeroAndOneAboveTheLargest() {
        for (int length : new int[] {0, -1, FrameCodec.MAX_OCTETS + 1}) {
            byte[] octets = ByteBuffer.allocate(4).putInt(length).array();
            FailureException failed =
                    catchThrowableOfType(FailureException.class, () -> new FrameCodec.Decoder().feed(octets, 0, 4));
            assertThat(failed.failure().code()).isEqualTo("bad_frame");
        }
    }

    @Test
    void carriesTheLargestFrameAndRefusesOneOctetMore() {
        int overhead = FrameCodec.encode(Frame.reply("r", new JsonObject().put("x", ""))).length - 4;
        String fits = "x".repeat(FrameCodec.MAX_OCTETS - overhead);
        Frame largest = Frame.reply("r", new JsonObject().put("x", fits));
        byte[] octets = FrameCodec.encode(largest);
        assertThat(new FrameCodec.Decoder().feed(octets, 0, octets.length)).containsExactly(largest);
        FailureException failed = catchThrowableOfType(
                FailureException.class,
                () -> FrameCodec.encode(Frame.reply("r", new JsonObject().put("x", fits + "x"))));
        assertThat(failed.failure().code()).isEqualTo("frame_too_large");
    }

    @Test
    void refusesTypesThatItDoesNotKnow() {
        byte[] payload = "{\"type\":\"register\",\"address\":\"sessions\"}".getBytes(StandardCharsets.UTF_8);
        byte[] octets = ByteBuffer.allocate(4 + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
        FailureException failed = catchThrowableOfType(
                FailureException.class, () -> new FrameCodec.Decoder().feed(octets, 0, octets.length));
        assertThat(failed.failure().message()).contains("register");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"message\",\"address\":\"r\",\"body\":{\"type\":\"stopping\"},\"address\":\"x\"}",
                "{\"type\":\"message\",\"address\":\"r\",\"body\":{\"type\":\"stopping\"}}}",
                "{\"type\":\"message\",\"address\":\"r\",\"body\":{\"type\":\"stopping\"}",
                "{\"type\":\"message\",\"address\":\"r\",\"body\":{\"type\":\"stopp}"
            })
    void aBodyWithMoreOrLessAfterItIsNoRecord(String payload) {
        byte[] json = payload.getBytes(StandardCharsets.UTF_8);
        byte[] octets = ByteBuffer.allocate(4 + json.length)
                .putInt(json.length)
                .put(json)
                .array();
        List<Frame> frames = new FrameCodec.Decoder().feed(octets, 0, octets.length);
        assertThat(frames).hasSize(1);
        FailureException failed = catchThrowableOfType(
                FailureException.class, () -> frames.get(0).body().decode(Reply.class));
        assertThat(failed.failure().code()).isEqualTo("bad_message");
        byte[] right = FrameCodec.encode(Frame.reply("r", new Reply.Stopping()));
        assertThat(new FrameCodec.Decoder()
                        .feed(right, 0, right.length)
                        .get(0)
                        .body()
                        .decode(Reply.class))
                .isEqualTo(new Reply.Stopping());
    }

    @Provide
    Arbitrary<List<Frame>> frames() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(30);
        Arbitrary<String> address = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20);
        Arbitrary<Map<String, String>> headers = Arbitraries.maps(address, text).ofMaxSize(3);
        Arbitrary<JsonObject> body = Arbitraries.maps(address, text)
                .ofMaxSize(5)
                .map(fields -> new JsonObject(new java.util.LinkedHashMap<>(fields)));
        Arbitrary<Frame> sends = Combinators.combine(address, address.injectNull(0.3), headers, body)
                .as(Frame::send);
        Arbitrary<Frame> replies = Combinators.combine(address, body).as(Frame::reply);
        return Arbitraries.oneOf(sends, replies, Arbitraries.of(Frame.PING, Frame.PONG))
                .list();
    }
}
