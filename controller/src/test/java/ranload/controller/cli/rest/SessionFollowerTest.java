package ranload.controller.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ranload.controller.cli.rest.ScriptedController.row;
import static ranload.controller.cli.rest.ScriptedController.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ranload.controller.cli.rest.ScriptedController.Answer;
import ranload.session.SessionId;
import ranload.session.SessionState;
import ranload.time.NanoClock;

@Timeout(120)
class SessionFollowerTest {
    private static final SessionId ID = new SessionId(7);

    private final List<String> heard = new ArrayList<>();

    @Test
    void hearsRowsAndStatesUntilTheEndState() throws Exception {
        try (ScriptedController controller = new ScriptedController(
                Answer.events(false, state("running"), row("u", 1), row("u", 2), state("complete")))) {
            assertThat(follow(controller)).contains(SessionState.COMPLETE);
            assertThat(heard).containsExactly("running", "u1", "u2", "complete");
            assertThat(controller.requests()).containsExactly("GET /sessions/7/live");
        }
    }

    @Test
    void connectsAgainWhenTheStreamBreaksAndMissesNothing() throws Exception {
        try (ScriptedController controller = new ScriptedController(
                Answer.events(true, state("running"), row("u", 1)),
                new Answer(503, "", false),
                Answer.events(false, row("u", 1), row("u", 2), state("complete")))) {
            assertThat(follow(controller)).contains(SessionState.COMPLETE);
            assertThat(heard).containsExactly("running", "u1", "u1", "u2", "complete");
        }
    }

    @Test
    void passesOnMoreRowsThanItQueuesInOrder() throws Exception {
        StringBuilder events = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int interval = 1; interval <= 2_000; interval++) {
            events.append(row("d", interval));
            expected.add("d" + interval);
        }
        expected.add("complete");
        try (ScriptedController controller =
                new ScriptedController(Answer.events(false, events.toString(), state("complete")))) {
            assertThat(follow(controller)).contains(SessionState.COMPLETE);
            assertThat(heard).isEqualTo(expected);
        }
    }

    @Test
    void givesUpAtOnceOnASessionThatTheControllerDoesNotKnow() throws Exception {
        try (ScriptedController controller =
                new ScriptedController(new Answer(404, "{\"detail\":\"there is no session 7\"}", false))) {
            assertThatThrownBy(() -> follow(controller))
                    .isInstanceOf(RestFailure.class)
                    .hasMessage("there is no session 7");
        }
    }

    @Test
    void givesUpOnAControllerThatOnlyRepeatsItselfAndEndsEveryConnectionAtOnce() throws Exception {
        AtomicLong seconds = new AtomicLong();
        try (ScriptedController controller =
                new ScriptedController(Answer.events(false, state("running"), row("u", 1)))) {
            SessionFollower follower = new SessionFollower(
                    controller.vertx(), controller.client(), () -> TimeUnit.SECONDS.toNanos(seconds.getAndAdd(4)));

            assertThatThrownBy(() ->
                            follower.follow(ID, row -> heard.add("row"), state -> heard.add("state"), () -> false))
                    .isInstanceOf(RestFailure.class)
                    .hasMessageContaining("ended every connection about session 7");
            assertThat(seconds.get()).isBetween(60L, 120L);
            assertThat(heard).contains("row", "state");
        }
    }

    @Test
    void followsOnWhileEachShortConnectionTellsMoreThanTheOneBefore() throws Exception {
        AtomicLong seconds = new AtomicLong();
        Answer[] answers = new Answer[9];
        String events = state("running");
        for (int i = 0; i < answers.length - 1; i++) {
            events += row("u", i + 1);
            answers[i] = Answer.events(false, events);
        }
        answers[answers.length - 1] = Answer.events(false, events, state("complete"));
        try (ScriptedController controller = new ScriptedController(answers)) {
            SessionFollower follower = new SessionFollower(
                    controller.vertx(), controller.client(), () -> TimeUnit.SECONDS.toNanos(seconds.getAndAdd(4)));

            assertThat(follower.follow(ID, row -> {}, state -> {}, () -> false)).contains(SessionState.COMPLETE);
            assertThat(seconds.get()).isGreaterThan(60L);
        }
    }

    @Test
    void stopsWaitingWhenItsCallerHasHadEnough() throws Exception {
        try (ScriptedController controller = new ScriptedController(Answer.events(true, state("running")))) {
            SessionFollower follower = new SessionFollower(controller.vertx(), controller.client(), NanoClock.SYSTEM);

            Optional<SessionState> end =
                    follower.follow(ID, row -> {}, state -> heard.add("state"), () -> heard.size() >= 2);

            assertThat(end).isEmpty();
        }
    }

    private Optional<SessionState> follow(ScriptedController controller) throws InterruptedException {
        return new SessionFollower(controller.vertx(), controller.client(), NanoClock.SYSTEM)
                .follow(
                        ID,
                        row -> heard.add(row.getString("record_type") + row.getInteger("interval")),
                        state -> heard.add(state.getString("state")),
                        () -> false);
    }
}
