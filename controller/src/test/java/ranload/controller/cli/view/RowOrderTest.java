package ranload.controller.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import ranload.session.DirectionChoice;

class RowOrderTest {
    @Test
    void letsARowGoOnceBothEndsHaveReported() {
        RowOrder order = new RowOrder(DirectionChoice.UPSTREAM, 0, 3);

        assertThat(order.accept(row("u", 1, true, false))).isEmpty();
        assertThat(places(order.accept(row("u", 1, true, true)))).containsExactly("1u");
        assertThat(order.accept(row("u", 1, true, true))).isEmpty();
    }

    @Test
    void putsUpstreamBeforeDownstreamOfTheSameSecond() {
        RowOrder order = new RowOrder(DirectionChoice.BOTH, 0, 3);

        assertThat(order.accept(row("d", 1, true, true))).isEmpty();
        assertThat(places(order.accept(row("u", 1, true, true)))).containsExactly("1u", "1d");
    }

    @Test
    void holdsARowBackUntilANewerOneShowsThatLateDatagramsHadTheirTime() {
        RowOrder order = new RowOrder(DirectionChoice.DOWNSTREAM, 1, RowOrder.UNLIMITED_PATIENCE);

        assertThat(order.accept(row("d", 1, true, true).put("errors", 3))).isEmpty();
        assertThat(order.accept(row("d", 1, true, true).put("errors", 2))).isEmpty();
        List<JsonObject> ready = order.accept(row("d", 2, true, true));

        assertThat(places(ready)).containsExactly("1d");
        assertThat(ready.get(0).getInteger("errors")).isEqualTo(2);
    }

    @Test
    void losesPatienceWithAnEndThatStaysSilent() {
        RowOrder order = new RowOrder(DirectionChoice.UPSTREAM, 0, 3);
        order.accept(row("u", 1, false, true));
        order.accept(row("u", 2, false, true));
        assertThat(order.accept(row("u", 3, false, true))).isEmpty();

        assertThat(places(order.accept(row("u", 4, false, true)))).containsExactly("1u");
    }

    @Test
    void passesOverASecondThatNeverComes() {
        RowOrder order = new RowOrder(DirectionChoice.UPSTREAM, 0, 3);
        order.accept(row("u", 1, true, true));

        assertThat(order.accept(row("u", 3, true, true))).isEmpty();
        assertThat(order.accept(row("u", 4, true, true))).isEmpty();
        assertThat(places(order.accept(row("u", 5, true, true)))).containsExactly("3u", "4u", "5u");
    }

    @Test
    void ignoresARowThatHasGone() {
        RowOrder order = new RowOrder(DirectionChoice.UPSTREAM, 0, 3);
        order.accept(row("u", 1, true, true));

        assertThat(order.accept(row("u", 1, true, true))).isEmpty();
        assertThat(order.finish()).isEmpty();
    }

    @Test
    void ignoresADirectionThatTheSessionDoesNotLoad() {
        RowOrder order = new RowOrder(DirectionChoice.UPSTREAM, 0, 3);

        assertThat(order.accept(row("d", 1, true, true))).isEmpty();
        assertThat(order.finish()).isEmpty();
    }

    @Property
    void letsEveryRowGoOnceAndInOrderHoweverTheyArrive(
            @ForAll @IntRange(min = 1, max = 12) int seconds,
            @ForAll @IntRange(max = 2) int holdBack,
            @ForAll long seed) {
        List<JsonObject> arrivals = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int second = 1; second <= seconds; second++) {
            for (String type : List.of("u", "d")) {
                expected.add(second + type);
                arrivals.add(row(type, second, true, false));
                arrivals.add(row(type, second, true, true));
            }
        }
        Collections.shuffle(arrivals, new Random(seed));
        RowOrder order = new RowOrder(DirectionChoice.BOTH, holdBack, RowOrder.UNLIMITED_PATIENCE);

        List<JsonObject> gone = new ArrayList<>();
        arrivals.forEach(row -> gone.addAll(order.accept(row)));
        gone.addAll(order.finish());

        assertThat(places(gone)).isEqualTo(expected);
    }

    private static JsonObject row(String type, int interval, boolean received, boolean sent) {
        return new JsonObject()
                .put("record_type", type)
                .put("interval", interval)
                .put("receiver_complete", received)
                .put("sender_complete", sent);
    }

    private static List<String> places(List<JsonObject> rows) {
        return rows.stream()
                .map(row -> row.getInteger("interval") + row.getString("record_type"))
                .toList();
    }
}
