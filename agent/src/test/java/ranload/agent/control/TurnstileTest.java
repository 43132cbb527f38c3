package ranload.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final List<Integer> entered = new ArrayList<>();

    @Test
    void letsSoManyInAndTheOthersInOrderAsThoseLeave() {
        Turnstile turnstile = new Turnstile(2);
        IntStream.range(0, 5).forEach(n -> turnstile.enter(() -> entered.add(n)));
        assertThat(entered).containsExactly(0, 1);

        turnstile.leave();
        assertThat(entered).containsExactly(0, 1, 2);
        turnstile.leave();
        turnstile.leave();
        assertThat(entered).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void bearsAnyNumberOfStepsThatLeaveAtOnce() {
        Turnstile turnstile = new Turnstile(1);
        turnstile.enter(() -> entered.add(-1));
        for (int n = 0; n < 200_000; n++) {
            int number = n;
            turnstile.enter(() -> {
                entered.add(number);
                turnstile.leave();
            });
        }

        turnstile.leave();

        assertThat(entered).hasSize(200_001).endsWith(199_999);
    }
}
