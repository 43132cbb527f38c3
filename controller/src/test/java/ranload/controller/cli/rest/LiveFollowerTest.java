package ranload.controller.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.controller.cli.rest.ScriptedController.Answer;
import ranload.time.NanoClock;

@Timeout(120)
class LiveFollowerTest {
    private final List<Integer> rows = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private int connections;

    private void follow(ScriptedController controller, int untilRows) throws InterruptedException {
        new LiveFollower(controller.vertx(), controller.client(), NanoClock.SYSTEM)
                .follow(
                        () -> connections++,
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
            assertThat(connections).isEqualTo(2);
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

    @Test
    void goesOnWhenAControllerGoesThatHadNothingToTellForHours() throws Exception {
        AtomicLong seconds = new AtomicLong();
        try (ScriptedController controller = new ScriptedController(
                Answer.events(true, ScriptedController.row("u", 1)),
                new Answer(503, "{}", false),
                Answer.events(true, ScriptedController.row("u", 2)))) {
            LiveFollower follower = new LiveFollower(
                    controller.vertx(), controller.client(), () -> TimeUnit.SECONDS.toNanos(seconds.get()));

            follower.follow(() -> {}, row -> rows.add(row.getInteger("interval")), state -> {}, () -> {
                if (rows.equals(List.of(1))) {
                    seconds.compareAndSet(0, 7200);
                }
                return rows.size() == 2;
            });

            assertThat(rows).containsExactly(1, 2);
            assertThat(controller.requests())
                    .containsExactly("GET /live?last=5", "GET /live?last=3600", "GET /live?last=3600");
        }
    }

    @Test
    void givesUpOnAControllerThatEndsEveryConnectionAtOnceAndTellsNothing() throws Exception {
        AtomicLong seconds = new AtomicLong();
        try (ScriptedController controller = new ScriptedController(Answer.events(false))) {
            LiveFollower follower = new LiveFollower(
                    controller.vertx(), controller.client(), () -> TimeUnit.SECONDS.toNanos(seconds.getAndAdd(4)));

            assertThatThrownBy(() -> follower.follow(() -> connections++, row -> {}, state -> {}, () -> false))
                    .isInstanceOf(RestFailure.class)
                    .hasMessageContaining("did not come back");
            assertThat(seconds.get()).isBetween(60L, 120L);
            assertThat(connections).isGreaterThan(1);
        }
    }
}
