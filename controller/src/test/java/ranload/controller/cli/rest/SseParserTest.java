package ranload.controller.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SseParserTest {
    @Test
    void readsNamedEvents() {
        assertThat(events("event: row", "data: {\"a\":1}", "", "event: state", "data: {}", ""))
                .containsExactly(new SseEvent("row", "{\"a\":1}"), new SseEvent("state", "{}"));
    }

    @Test
    void joinsDataLinesAndForgetsTheNameAfterEachEvent() {
        assertThat(events("event: row", "data: one", "data: two", "", "data:three", ""))
                .containsExactly(new SseEvent("row", "one\ntwo"), new SseEvent("message", "three"));
    }

    @Test
    void skipsCommentsUnknownFieldsAndEventsWithoutData() {
        assertThat(events(": still here", "", "id: 7", "retry: 1", "event: row", "", "data: x", ""))
                .containsExactly(new SseEvent("message", "x"));
    }

    @Test
    void takesLinesThatEndInCarriageReturnToo() {
        assertThat(events("event: row\r", "data: x\r", "\r")).containsExactly(new SseEvent("row", "x"));
    }

    @Test
    void keepsColonsAndAllButTheFirstSpaceOfAValue() {
        assertThat(events("data:  a: b", "")).containsExactly(new SseEvent("message", " a: b"));
    }

    private static List<SseEvent> events(String... lines) {
        SseParser parser = new SseParser();
        return Arrays.stream(lines).map(parser::line).flatMap(Optional::stream).toList();
    }
}
