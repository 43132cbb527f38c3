package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedialTest {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Redial redial = new Redial();
    private long nowNanos = -5_000_000_000L;

    private long waited() {
        long since = nowNanos;
        while (!redial.isDue(nowNanos)) {
            nowNanos += STEP_NANOS;
        }
        return TimeUnit.NANOSECONDS.toMillis(nowNanos - since);
    }

    @Test
    void waitsLongerAfterEachTryUpToFourSeconds() {
        List<Long> waits = new ArrayList<>();
        redial.lost(nowNanos);
        waits.add(waited());
        for (int tries = 0; tries < 6; tries++) {
            redial.failed(false, nowNanos);
            waits.add(waited());
        }
        assertThat(waits).containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 4_000L, 4_000L);
    }

    @Test
    void beginsAnewOnlyAfterAConnectionThatLasted() {
        redial.lost(nowNanos);
        assertThat(waited()).isEqualTo(250);
        redial.up(nowNanos);
        nowNanos += Redial.LASTED_NANOS - 1;
        redial.lost(nowNanos);
        assertThat(waited()).isEqualTo(500);
        redial.up(nowNanos);
        nowNanos += Redial.LASTED_NANOS;
        redial.lost(nowNanos);
        assertThat(waited()).isEqualTo(250);
    }

    @Test
    void isHopelessAfterThreeRefusalsInARow() {
        redial.lost(nowNanos);
        redial.failed(true, nowNanos);
        redial.failed(true, nowNanos);
        redial.failed(false, nowNanos);
        redial.failed(true, nowNanos);
        redial.failed(true, nowNanos);
        assertThat(redial.isHopeless()).isFalse();
        redial.failed(true, nowNanos);
        assertThat(redial.isHopeless()).isTrue();
    }
}
