package ranload.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import ranload.session.FailureException;

/** What arrives on a link is nobody's word: any octets give frames or a failure that says so. */
class FrameFuzzTest {
    @Property
    void framesThatWereChangedOnTheWayGiveFramesOrAFailure(
            @ForAll @StringLength(max = 40) String text, @ForAll @Size(max = 8) List<Integer> changes) {
        byte[] octets = FrameCodec.encode(
                Frame.send("controller.event", "reply", Map.of("h", text), new JsonObject().put("x", text)));
        for (int change : changes) {
            octets[(change >>> 8) % octets.length] = (byte) change;
        }
        try {
            assertThat(new FrameCodec.Decoder().feed(octets, 0, octets.length)).hasSizeLessThanOrEqualTo(1);
        } catch (FailureException e) {
            assertThat(e.failure().code()).isEqualTo("bad_frame");
        }
    }

    @Property
    void settingsThatWereChangedOnTheWayGiveSettingsOrAFailure(@ForAll @Size(max = 6) List<Integer> changes) {
        byte[] line = "{\"nonce\":\"abcdefgh\",\"agent_id\":\"near\",\"controller_id\":\"c\",\"build_id\":\"b\"}\n"
                .getBytes(StandardCharsets.UTF_8);
        for (int change : changes) {
            line[(change >>> 8) % line.length] = (byte) change;
        }
        try {
            assertThat(Preamble.read(new ByteArrayInputStream(line)).nonce()).matches("[A-Za-z0-9]{8,64}");
        } catch (FailureException e) {
            assertThat(e.failure().code()).isEqualTo("bad_message");
        } catch (IOException e) {
            assertThat(e).hasMessage("its output ended");
        }
    }
}
