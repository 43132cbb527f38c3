package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static ranload.agent.engine.NicWatch.DOWN_NANOS;
import static ranload.agent.engine.NicWatch.GONE_NANOS;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import ranload.agent.net.NicStates;
import ranload.agent.net.NicStates.State;
import ranload.agent.net.NicTable;

class NicWatchTest {
    private static final long NOW = 77_000_000_000L;

    private final NicWatch watch = new NicWatch();

    @Test
    void isLostASecondAfterItWasGone() {
        assertThat(watch.isLost(State.GONE, NOW)).isFalse();
        assertThat(watch.isLost(State.GONE, NOW + GONE_NANOS - 1)).isFalse();
        assertThat(watch.isLost(State.GONE, NOW + GONE_NANOS)).isTrue();
    }

    @Test
    void isLostFiveSecondsAfterItWasSetDown() {
        assertThat(watch.isLost(State.DOWN, NOW)).isFalse();
        assertThat(watch.isLost(State.DOWN, NOW + DOWN_NANOS - 1)).isFalse();
        assertThat(watch.isLost(State.DOWN, NOW + DOWN_NANOS)).isTrue();
    }

    @Test
    void isForgivenWhenItComesBackInTime() {
        watch.isLost(State.DOWN, NOW);
        watch.isLost(State.UP, NOW + DOWN_NANOS - 1);
        assertThat(watch.isLost(State.DOWN, NOW + DOWN_NANOS)).isFalse();
        assertThat(watch.isLost(State.GONE, NOW + DOWN_NANOS + GONE_NANOS)).isFalse();
    }

    @Test
    void knowsLoopbackFromANicThatIsNotThere() {
        AtomicLong nowNanos = new AtomicLong();
        NicStates states = new NicStates(new NicTable(nowNanos::get), nowNanos::get);
        assertThat(states.of("lo")).isEqualTo(State.UP);
        assertThat(states.of("nosuchnic0")).isEqualTo(State.GONE);
    }
}
