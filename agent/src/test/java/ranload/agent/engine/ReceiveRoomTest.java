package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import ranload.agent.net.LoadSockets;

class ReceiveRoomTest {
    private static final long LOOPBACK_MICROS = 30;

    private final ReceiveRoom room = new ReceiveRoom();

    @Property
    void aShortPathGetsWhatFiftyGigabitsKeepUnderWay(@ForAll @LongRange(min = 1, max = 671) long rttMicros) {
        int octets = new ReceiveRoom().atStart(rttMicros).orElseThrow();

        assertThat(octets).isBetween(ReceiveRoom.LEAST_OCTETS, ReceiveRoom.MOST_OCTETS);
        assertThat(octets * 8.0 / rttMicros).isGreaterThanOrEqualTo(50_000);
    }

    @Property
    void aLongPathIsLeftToTheKernel(@ForAll @LongRange(min = 672, max = 4_294_967_295L) long rttMicros) {
        ReceiveRoom ofLongPath = new ReceiveRoom();

        assertThat(ofLongPath.atStart(rttMicros)).isEmpty();
        assertThat(ofLongPath.later(rttMicros)).isEmpty();
        assertThat(ofLongPath.later(rttMicros)).isEmpty();
    }

    @Test
    void anUnknownPathIsLeftToTheKernel() {
        assertThat(room.atStart(0)).isEmpty();
    }

    @Test
    void aPathThatBecomesLongerGetsAllThereIsOnce() {
        room.atStart(LOOPBACK_MICROS);

        assertThat(room.later(ReceiveRoom.LONGER_PATH_MICROS + 1)).isEmpty();
        assertThat(room.later(ReceiveRoom.LONGER_PATH_MICROS + 1)).hasValue(LoadSockets.WANTED_BUFFER_OCTETS);
        assertThat(room.later(ReceiveRoom.LONGER_PATH_MICROS + 1)).isEmpty();
    }

    @Test
    void onePauseOfTheSenderIsNoLongerPath() {
        room.atStart(LOOPBACK_MICROS);

        for (int pause = 0; pause < 5; pause++) {
            assertThat(room.later(ReceiveRoom.LONGER_PATH_MICROS + 1)).isEmpty();
            assertThat(room.later(LOOPBACK_MICROS)).isEmpty();
        }
    }
}
