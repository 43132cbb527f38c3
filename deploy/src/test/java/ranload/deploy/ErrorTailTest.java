package ranload.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class ErrorTailTest {
    @Property(tries = 100)
    void keepsTheEndOfWhatWasSaid(@ForAll @AlphaChars @StringLength(max = 3 * ErrorTail.MAX_OCTETS) String said) {
        ErrorTail tail = ErrorTail.of(new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8)), "test");
        tail.awaitEnd(Duration.ofSeconds(30));
        assertThat(tail.text()).isEqualTo(said.substring(Math.max(0, said.length() - ErrorTail.MAX_OCTETS)));
    }
}
