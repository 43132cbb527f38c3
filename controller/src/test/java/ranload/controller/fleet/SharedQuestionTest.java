package ranload.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedQuestionTest {
    private final List<Promise<String>> asked = new ArrayList<>();
    private final SharedQuestion<String> question = new SharedQuestion<>(() -> {
        Promise<String> answer = Promise.promise();
        asked.add(answer);
        return answer.future();
    });

    @Test
    void answersAllWhoAskMeanwhileByOneMoreQuestion() {
        Future<String> first = question.ask();
        List<Future<String>> meanwhile =
                IntStream.range(0, 1000).mapToObj(n -> question.ask()).toList();
        assertThat(asked).hasSize(1);

        asked.get(0).complete("old");
        assertThat(first.result()).isEqualTo("old");
        assertThat(meanwhile).noneMatch(Future::isComplete);
        assertThat(asked).hasSize(2);

        asked.get(1).complete("new");
        assertThat(meanwhile).allMatch(answer -> answer.result().equals("new"));
    }

    @Test
    void asksAnewAfterAnAnswer() {
        question.ask();
        asked.get(0).complete("one");
        Future<String> later = question.ask();
        asked.get(1).complete("two");

        assertThat(later.result()).isEqualTo("two");
    }

    @Test
    void failsWhoeverAskedAndAsksAgainForTheOthers() {
        Future<String> first = question.ask();
        Future<String> second = question.ask();
        asked.get(0).fail("no agent");
        asked.get(1).complete("there");

        assertThat(first.failed()).isTrue();
        assertThat(second.result()).isEqualTo("there");
    }

    @Test
    void isNotStuckByAQuestionThatCannotBePut() {
        List<String> puts = new ArrayList<>();
        SharedQuestion<String> bad = new SharedQuestion<>(() -> {
            puts.add("put");
            throw new IllegalStateException("closed");
        });

        assertThat(bad.ask().failed()).isTrue();
        assertThat(bad.ask().failed()).isTrue();
        assertThat(puts).hasSize(2);
    }
}
