package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import ranload.controller.api.form.FormField;
import ranload.controller.api.form.FormParser;
import ranload.controller.api.problem.ProblemException;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.time.ManualClock;

class RepeatsTest {
    private final ManualClock clock = new ManualClock(0);
    private final Repeats repeats = new Repeats(clock);
    private final AtomicInteger created = new AtomicInteger();
    private final Promise<SessionPlan> answer = Promise.promise();

    private static SessionRequest request(String duration) {
        List<FormField> fields = Map.of(
                        "direction",
                        "d",
                        "bandwidth",
                        "1",
                        "duration",
                        duration,
                        "interface",
                        "lo",
                        "environment",
                        "lab")
                .entrySet()
                .stream()
                .map(e -> new FormField(e.getKey(), e.getValue()))
                .toList();
        return FormParser.parse(fields);
    }

    private Future<SessionPlan> once(String key, String duration) {
        return repeats.once(key, request(duration), () -> {
            created.incrementAndGet();
            return answer.future();
        });
    }

    @Test
    void createsOnceForARepeatAlsoWhileTheFirstIsUnderWay() {
        Future<SessionPlan> first = once("a", "1");
        Future<SessionPlan> second = once("a", "1");
        answer.complete(null);
        once("a", "1");
        assertThat(created).hasValue(1);
        assertThat(first.succeeded() && second.succeeded()).isTrue();
    }

    @Test
    void refusesTheKeyOfAnotherRequest() {
        once("a", "1");
        Future<SessionPlan> other = once("a", "2");
        assertThat(other.cause()).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(
                        e.problem().status())
                .isEqualTo(422));
        assertThat(created).hasValue(1);
    }

    @Test
    void letsWhatFailedBeTriedAgain() {
        once("a", "1");
        answer.fail("no");
        once("a", "1");
        assertThat(created).hasValue(2);
    }

    @Test
    void forgetsAfterAnHour() {
        once("a", "1");
        clock.advance(Duration.ofHours(1));
        once("a", "1");
        assertThat(created).hasValue(1);
        clock.advance(Duration.ofNanos(1));
        once("a", "1");
        assertThat(created).hasValue(2);
    }

    @Test
    void forgetsTheOldestOfTooMany() {
        for (int key = 0; key <= 10_000; key++) {
            once(Integer.toString(key), "1");
        }
        once("1", "1");
        assertThat(created).hasValue(10_001);
        once("0", "1");
        assertThat(created).hasValue(10_002);
    }
}
