package ranload.controller.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import ranload.controller.cli.view.WatchScreen.Size;

class WatchViewTest {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final Style PLAIN = new Style(false);

    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    private static JsonObject session(long id, String direction) {
        return new JsonObject()
                .put("session_id", id)
                .put("state", "running")
                .put("direction", direction)
                .put("protocol", "udp")
                .put("duration", 60)
                .put("environment", "lab")
                .put("label", "mast \u001b[2J\u009b 7");
    }

    private static JsonObject row(long id, String type, int interval, boolean whole) {
        return new JsonObject()
                .put("session_id", id)
                .put("record_type", type)
                .put("interval", interval)
                .put("sample_duration", 1.0)
                .put("throughput", 49_500_000)
                .put("sent_bytes", 6_250_000)
                .put("packet_error_rate", 1.0)
                .put("jitter", 0.25)
                .put("receiver_complete", true)
                .put("sender_complete", whole);
    }

    private static JsonObject state(long id, String state) {
        return new JsonObject().put("session_id", id).put("state", state);
    }

    private WatchScreen screen(Style style) {
        return new WatchScreen(out, "http://h:1", style, () -> new Size(120, 24));
    }

    @Test
    void drawsALineForEachSessionAndDirectionWithItsNewestWholeSecondAndTheSumAboveThem() {
        WatchScreen screen = screen(PLAIN);
        screen.add(session(2, "b"));
        screen.add(session(1, "u"));
        screen.row(row(1, "u", 7, true));
        screen.row(row(1, "u", 8, false));
        screen.row(row(2, "d", 3, true));

        assertThat(screen.lines(new Size(200, 24)))
                .containsExactly(
                        "2 sessions at http://h:1   u 49.5 Mbit/s   d 49.5 Mbit/s   Ctrl-C ends watching",
                        WatchLine.HEADER,
                        "1             running    u        7 60          50.000       49.500   1.000        -      0.250"
                                + "        -  lab, mast ?[2J? 7",
                        "2             running    u        - 60               -            -       -        -          -"
                                + "        -  lab, mast ?[2J? 7",
                        "2             running    d        3 60          50.000       49.500   1.000        -      0.250"
                                + "        -  lab, mast ?[2J? 7");
    }

    @Test
    void showsOneEndsFiguresWhenTheOtherIsFarBehind() {
        WatchScreen screen = screen(PLAIN);
        screen.add(session(1, "u"));
        screen.row(row(1, "u", 7, true));
        screen.row(row(1, "u", 10, false));

        assertThat(screen.lines(new Size(200, 24)).get(2)).contains(" 10 60               -       49.500");
    }

    @Test
    void fitsIntoTheWindow() {
        WatchScreen screen = screen(PLAIN);
        for (int id = 1; id <= 50; id++) {
            screen.add(session(id, "b"));
        }

        List<String> lines = screen.lines(new Size(60, 10));

        assertThat(lines).hasSize(10).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
        assertThat(lines.get(9)).isEqualTo("... 93 lines more than this window has");
    }

    @Test
    void keepsAnEndedSessionForTenSecondsAndSaysWhyItEnded() {
        WatchScreen screen = screen(PLAIN);
        screen.add(session(1, "u"));
        screen.state(state(1, "failed").put("cause", new JsonObject().put("message", "no\nway")), 0);
        screen.look(10 * SECOND_NANOS);
        assertThat(screen.lines(new Size(80, 24))).contains("1 failed u  no?way");
        screen.look(11 * SECOND_NANOS);
        assertThat(screen.lines(new Size(80, 24))).contains("nothing runs").hasSize(2);
    }

    @Test
    void drawsFourTimesASecondAtMostAndGivesTheTerminalBack() {
        WatchScreen screen = screen(PLAIN);
        for (int millis = 0; millis < 1000; millis += 10) {
            screen.look(millis * 1_000_000L);
        }
        screen.end();
        screen.end();

        assertThat(written.toString().split("\u001b\\[H", -1)).hasSize(1 + 4);
        assertThat(written.toString()).startsWith("\u001b[?1049h\u001b[?25l").endsWith("\u001b[?25h\u001b[?1049l");
        assertThat(written.toString().split("\u001b\\[\\?1049l", -1)).hasSize(2);
    }

    @Test
    void coloursOnlyWhereColoursAreWelcome() {
        for (boolean colours : List.of(true, false)) {
            WatchScreen screen = screen(new Style(colours));
            screen.add(session(1, "u"));
            screen.state(state(1, "failed"), 0);
            assertThat(String.join("\n", screen.lines(new Size(80, 24))).contains("\u001b["))
                    .isEqualTo(colours);
        }
    }

    @Test
    void writesEachSecondOnceAsAPlainLineAndStatesBetweenThem() {
        WatchLines lines = new WatchLines(out);
        lines.add(session(1, "u"));
        lines.row(row(1, "u", 1, false));
        lines.row(row(1, "u", 1, true));
        lines.row(row(1, "u", 1, true));
        lines.row(row(1, "u", 2, false));
        lines.state(state(1, "draining"), 0);
        lines.state(state(1, "complete_with_outage"), 0);
        lines.end();

        assertThat(written.toString().lines())
                .containsExactly(
                        WatchLine.HEADER,
                        "1             running    u        1 60          50.000       49.500   1.000        -      0.250"
                                + "        -  lab, mast ?[2J? 7",
                        "1 draining",
                        "1             draining   u        2 60               -       49.500   1.000        -      0.250"
                                + "        -  lab, mast ?[2J? 7",
                        "1 complete with outage");
    }
}
