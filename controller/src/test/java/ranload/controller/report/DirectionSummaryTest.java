package ranload.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirectionSummaryTest {
    private static final Spread NOTHING = new Spread(0L, 0L, 0L, 0L);

    @Test
    void dividesOctetsByTheTimeThatWasMeasured() {
        DirectionSummary summary = summary(2.5, 1_000_000, 3, 12);

        assertThat(summary.meanThroughput()).isEqualTo(3_200_000);
        assertThat(summary.lossPercent()).isEqualTo(25.0);
        assertThat(summary.meanLossRun()).isEqualTo(3.0);
    }

    @Test
    void isZeroWhereNothingWasMeasured() {
        DirectionSummary summary = summary(0, 0, 0, 0);

        assertThat(summary.meanThroughput()).isZero();
        assertThat(summary.lossPercent()).isZero();
        assertThat(summary.toJson().encode()).doesNotContain("NaN").doesNotContain("null");
    }

    private static DirectionSummary summary(double seconds, long octets, long lost, long expected) {
        return new DirectionSummary(
                3,
                seconds,
                octets,
                octets,
                0,
                0,
                lost,
                expected,
                expected - lost,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                lost / 2,
                2L,
                3L,
                NOTHING,
                NOTHING,
                4L,
                5.0,
                6.0);
    }
}
