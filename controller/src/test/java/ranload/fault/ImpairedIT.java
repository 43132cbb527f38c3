package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Stored;

/** A path that loses, delays, reorders and duplicates, under the load and under the control link. */
@Tag("fault")
class ImpairedIT extends InLab {
    private static final List<String> BAD = List.of(
            "--by",
            "forwarder",
            "--loss",
            "5",
            "--delay",
            "60",
            "--jitter",
            "5",
            "--reorder",
            "2",
            "--reorder-by",
            "10",
            "--duplicate",
            "1");

    /** Feedback and handshake share the flow with the load: a few of theirs are in the forwarder's counts. */
    private static final double OTHERS = 8;

    @Test
    void countsWhatABadPathDoesToTheLoad() throws Exception {
        Report.row("11", "5 % loss, 60 +- 5 ms, 2 % reordered, 1 % twice under load", "counts are exact", () -> {
            scene.start();
            lab.impair(BAD.toArray(String[]::new));
            Stored stored = scene.accept(Scene.form("ue0", "b", 5));
            String outcome = scene.awaitEnd(stored);
            JsonNode did = lab.unimpair();
            assertThat(outcome).as(stored.story()).isEqualTo("complete");
            StringBuilder seen = new StringBuilder();
            for (String direction : List.of("u", "d")) {
                JsonNode way = did.get(direction.equals("u") ? "up" : "down");
                assertThat(way.get("overrun").asInt()).isZero();
                double lost = stored.sum(direction, "errors");
                assertThat(stored.sum(direction, "packets_received") + lost)
                        .as("received and lost of " + stored.story())
                        .isEqualTo(stored.sum(direction, "sent_packets"));
                // What arrived and found a full buffer, on a machine that let its reader wait, is not the path's.
                assertThat(lost - stored.sum(direction, "socket_drops"))
                        .as(stored.story())
                        .isCloseTo(way.get("lost").asDouble(), within(OTHERS));
                assertThat(stored.sum(direction, "duplicates"))
                        .as(stored.story())
                        .isCloseTo(way.get("duplicated").asDouble(), within(OTHERS));
                assertThat(stored.sum(direction, "packets_out_of_order"))
                        .as(stored.story())
                        .isCloseTo(way.get("reordered").asDouble(), within(OTHERS));
                assertThat(scene.database().number("SELECT min(errors) FROM session_data"))
                        .as(stored.story())
                        .isNotNegative();
                seen.append("; ")
                        .append(direction)
                        .append(": sent = received + lost (")
                        .append((int) lost)
                        .append(" lost; path: ")
                        .append(way.get("lost").asInt())
                        .append(')');
            }
            invariants.check();
            return outcome + seen;
        });
    }

    @Test
    void aBadControlPathCostsNoRowAndNoGrant() throws Exception {
        Report.row("12", "the same on the control path", "complete; every row once; no lapse", () -> {
            scene.start();
            assertThat(scene.awaitEnd(scene.accept(Scene.form("ue0", "u", 1))))
                    .as("before")
                    .isEqualTo("complete");
            String[] both = BAD.toArray(String[]::new);
            both = java.util.Arrays.copyOf(both, both.length + 1);
            both[both.length - 1] = "--ssh-too";
            lab.impair(both);
            Stored stored = scene.accept(Scene.form("ue0", "b", 12));
            String outcome = scene.awaitEnd(stored);
            lab.unimpair();
            assertThat(outcome).as(stored.story()).isEqualTo("complete");
            assertThat(stored.completeIntervals("u")).as(stored.story()).hasSizeGreaterThanOrEqualTo(12);
            invariants.check();
            return outcome;
        });
    }
}
