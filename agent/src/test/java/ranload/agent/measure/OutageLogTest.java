package ranload.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import ranload.sample.Outage;

class OutageLogTest {
    private static final Instant EPOCH = Instant.parse("2026-11-22T12:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    private final OutageLog log = new OutageLog();

    @Test
    void beginsWhenThePartWasHeardLastAndEndsWhenItIsHeardAgain() {
        assertThat(begins("u", 10, 11)).isTrue();
        assertThat(log.isOn()).isTrue();
        assertThat(log.until(12 * SECOND)).containsExactly(outage(10, 2));
        assertThat(log.ends("u", 15 * SECOND)).isTrue();
        assertThat(log.isOn()).isFalse();
        assertThat(log.until(99 * SECOND)).containsExactly(outage(10, 5));
    }

    @Test
    void isOneWhilePartsOverlap() {
        begins("u", 10, 11);
        begins("d", 9, 12);
        log.ends("u", 15 * SECOND);
        assertThat(log.isOn()).isTrue();
        log.ends("d", 14 * SECOND);
        assertThat(log.until(20 * SECOND)).containsExactly(outage(9, 6));
    }

    @Test
    void goesOnWhenAnotherPartHadFallenSilentBeforeItsEnd() {
        begins("u", 10, 11);
        log.ends("u", 15 * SECOND);
        begins("d", 14, 16);
        assertThat(log.until(16 * SECOND)).containsExactly(outage(10, 6));
        log.ends("d", 18 * SECOND);
        assertThat(log.until(20 * SECOND)).containsExactly(outage(10, 8));
    }

    @Test
    void keepsThoseThatLieApartApart() {
        begins("u", 10, 11);
        log.ends("u", 12 * SECOND);
        begins("u", 20, 21);
        log.ends("u", 23 * SECOND);
        assertThat(log.until(30 * SECOND)).containsExactly(outage(10, 2), outage(20, 3));
    }

    @Test
    void hearsNothingTwice() {
        assertThat(log.ends("u", SECOND)).isFalse();
        assertThat(begins("u", 1, 2)).isTrue();
        assertThat(begins("u", 1, 2)).isFalse();
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 2 * OutageLog.MAX_KEPT; i++) {
            begins("u", 10L * i + 1, 10L * i + 2);
            log.ends("u", (10L * i + 5) * SECOND);
        }
        assertThat(log.until(Long.MAX_VALUE / 2)).hasSize(OutageLog.MAX_KEPT);
    }

    private boolean begins(String part, long atSecond, long nowSecond) {
        return log.begins(part, atSecond * SECOND, nowSecond * SECOND, EPOCH.plusSeconds(nowSecond));
    }

    private static Outage outage(long second, long seconds) {
        return new Outage(EPOCH.plusSeconds(second), seconds * SECOND);
    }
}
