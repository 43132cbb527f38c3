package ranload.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.time.ManualClock;

class LeaseTest {
    @ParameterizedTest(name = "granted at {0} for {1}, asked at {2}: expired {3}, {4} left")
    @CsvSource({
        "0, 10, 0, false, 10",
        "0, 10, 9, false, 1",
        "0, 10, 10, true, 0",
        "0, 10, 11, true, 0",
        "5, 0, 5, true, 0",
        "5, -3, 5, true, 0",
        "-20, 10, -11, false, 1",
        "-20, 10, -10, true, 0",
        "9223372036854775807, 10, 9223372036854775807, false, 10",
        "9223372036854775807, 10, -9223372036854775801, false, 2",
        "9223372036854775807, 10, -9223372036854775799, true, 0",
    })
    void runsOutExactlyAtItsDeadline(long grantedAt, long ttl, long now, boolean expired, long remaining) {
        Lease lease = Lease.granted(grantedAt, ttl);
        assertThat(lease.expired(now)).isEqualTo(expired);
        assertThat(lease.remainingNanos(now)).isEqualTo(remaining);
    }

    @Test
    void lastsAsLongAsItIsRenewed() {
        ManualClock clock = new ManualClock(Long.MAX_VALUE - 1_000);
        Lease lease = Lease.granted(clock.nanoTime(), Duration.ofSeconds(10).toNanos());
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(9));
            assertThat(lease.expired(clock.nanoTime())).isFalse();
            lease = Lease.granted(clock.nanoTime(), Duration.ofSeconds(10).toNanos());
        }
        clock.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(lease.expired(clock.nanoTime())).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(lease.expired(clock.nanoTime())).isTrue();
    }
}
