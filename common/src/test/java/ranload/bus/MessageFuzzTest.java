package ranload.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import ranload.session.FailureException;

/** Commands, events and rows that are not what they should be are refused as such, whatever they are. */
class MessageFuzzTest {
    private static final List<String> GOLDEN =
            List.of("command-prepare-near.json", "event-stream_ended.json", "rows.json");
    private static final List<Class<?>> TYPES = List.of(AgentCommand.class, AgentEvent.class, RowBatch.class);

    @Property
    void messagesThatWereChangedOnTheWayAreReadOrRefused(
            @ForAll @IntRange(max = 2) int which, @ForAll @Size(max = 8) List<Integer> changes) throws IOException {
        byte[] octets = golden(GOLDEN.get(which));
        for (int change : changes) {
            octets[(change >>> 8) % octets.length] = (byte) change;
        }
        try {
            assertThat(BusJson.decode(new String(octets, StandardCharsets.UTF_8), TYPES.get(which)))
                    .isNotNull();
        } catch (FailureException e) {
            assertThat(e.failure().code()).isEqualTo("bad_message");
        }
    }

    private static byte[] golden(String file) throws IOException {
        try (InputStream in = MessageFuzzTest.class.getResourceAsStream("/golden/" + file)) {
            return in.readAllBytes();
        }
    }
}
