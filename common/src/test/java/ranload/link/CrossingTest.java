package ranload.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrossingTest {
    private final PipePair one = new PipePair();
    private final PipePair other = new PipePair();
    private final Crossing crossing = Crossing.begin(
            one.right().in(), one.right().out(), other.left().in(), other.left().out());

    @AfterEach
    void cut() {
        one.cut();
        other.cut();
    }

    @Test
    void carriesBothWaysUntilEitherEnds() throws Exception {
        one.left().out().write("there".getBytes(StandardCharsets.UTF_8));
        assertThat(other.right().in().readNBytes(5))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("there");
        other.right().out().write("back".getBytes(StandardCharsets.UTF_8));
        assertThat(one.left().in().readNBytes(4))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("back");
        assertThat(crossing.awaitEnd(Duration.ZERO)).isFalse();
        assertThat(crossing.firstQuiet()).isLessThan(Duration.ofMinutes(1));

        other.right().close();
        assertThat(crossing.awaitEnd(Duration.ofSeconds(30))).isTrue();
    }
}
