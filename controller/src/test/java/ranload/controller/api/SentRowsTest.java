package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class SentRowsTest {
    private final SentRows sent = new SentRows();

    private static JsonObject row(String recordType, int interval, long revision) {
        return new JsonObject()
                .put("record_type", recordType)
                .put("interval", interval)
                .put("revision", revision);
    }

    @Test
    void takesEachVersionOfARowOnce() {
        assertThat(sent.take(row("u", 1, 5))).isTrue();
        assertThat(sent.take(row("u", 1, 5))).isFalse();
        assertThat(sent.take(row("u", 1, 6))).isTrue();
    }

    @Test
    void takesNoOlderVersionAfterANewerOne() {
        sent.take(row("u", 1, 6));
        assertThat(sent.take(row("u", 1, 5))).isFalse();
        assertThat(sent.take(row("u", 1, 6))).isFalse();
    }

    @Test
    void keepsDirectionsAndSecondsApart() {
        sent.take(row("u", 1, 5));
        assertThat(sent.take(row("d", 1, 5))).isTrue();
        assertThat(sent.take(row("u", 2, 5))).isTrue();
    }

    @Test
    void forgetsTheOldestOfVeryManyOnly() {
        for (int interval = 1; interval <= 2049; interval++) {
            sent.take(row("u", interval, interval));
        }
        assertThat(sent.take(row("u", 2, 2))).isFalse();
        assertThat(sent.take(row("u", 1, 1))).isTrue();
    }
}
