package ranload.controller.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.controller.cli.rest.ScriptedController.Answer;
import ranload.time.NanoClock;

@Timeout(60)
class LiveFollowerTest {
    private final List<Integer> rows = new ArrayList<>();
    private final List<String> states = new ArrayList<>();

    private void follow(ScriptedController controller, int untilRows) throws InterruptedException {
        new LiveFollower(controller.vertx(), controller.client(), NanoClock.SYSTEM)
                .follow(
                        row -> rows.add(row.getInteger("interval")),
                        (JsonObject change) -> states.add(change.getString("state")),
                        () -> rows.size() >= untilRows);
    }

    @Test
    void goesOnOverABrokenConnectionWithTheSecondsAroundTheBreak() throws Exception {
        try (ScriptedController controller = new ScriptedController(
                Answer.events(true, ScriptedController.state("running"), ScriptedController.row("u", 1)),
                new Answer(503, "{}", false),
                Answer.events(true, ScriptedController.row("u", 1), ScriptedController.row("u", 2)))) {
            follow(controller, 3);

            assertThat(rows).startsWith(1, 1, 2);
            assertThat(states).containsExactly("running");
            assertThat(controller.requests()).allMatch(request -> request.matches("GET /live\\?last=[0-9]+"));
        }
    }

    @Test
    void failsAtOnceWithoutAController() throws Exception {
        try (ScriptedController controller = new ScriptedController(new Answer(503, "{}", false))) {
            assertThatThrownBy(() -> follow(controller, 1)).isInstanceOf(RestFailure.class);
            assertThat(controller.requests()).hasSize(1);
        }
    }

    @Test
    void failsWhenATokenIsNoLongerTaken() throws Exception {
        try (ScriptedController controller = new ScriptedController(
                Answer.events(true, ScriptedController.row("u", 1)), new Answer(401, "{}", false))) {
            assertThatThrownBy(() -> follow(controller, 2))
                    .isInstanceOfSatisfying(RestFailure.class, refused -> assertThat(refused.status())
                            .isEqualTo(401));
        }
    }
}
