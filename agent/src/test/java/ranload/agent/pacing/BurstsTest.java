package ranload.agent.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.session.DirectionChoice;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.unit.BitRate;

class BurstsTest {
    private static StreamSpec stream(RateProfile rate, int octets, int maxBurstMicros, Pacing pacing) {
        return new StreamSpec(
                0, DirectionChoice.UPSTREAM, Transport.UDP, rate, octets, 0, maxBurstMicros, pacing, 0, 0, 0);
    }

    @ParameterizedTest(name = "{0} Mbit/s of {1} octets, {2} us, {3}: {4}")
    @CsvSource({
        "50, 1400, 100, BALANCED, 1",
        "1000, 1400, 100, BALANCED, 1",
        "2000, 1400, 100, BALANCED, 17",
        "2000, 1400, 0, BALANCED, 1",
        "2000, 1400, 0, ECONOMY, 1",
        "500, 1400, 100, ECONOMY, 4",
        "50, 1400, 10000, ECONOMY, 44",
        "50, 1400, 10000, BALANCED, 1",
        "100000, 1400, 100, BALANCED, 46",
        "100000, 64, 100, PRECISE, 128",
        "2000, 65000, 10000, BALANCED, 1",
    })
    void aWriteCoversAsMuchLineTimeAsIsAllowedWhereGapsCannotBeKept(
            long megabits, int octets, int maxBurstMicros, Pacing pacing, int datagrams) {
        RateProfile rate = new RateProfile.Constant(new BitRate(megabits * 1_000_000));
        assertThat(Bursts.of(stream(rate, octets, maxBurstMicros, pacing))).isEqualTo(datagrams);
    }

    @ParameterizedTest
    @CsvSource({"100, 46", "0, 1"})
    void fullSpeedUsesTheLargestWriteUnlessBurstsAreNotAllowed(int maxBurstMicros, int datagrams) {
        assertThat(Bursts.of(stream(new RateProfile.Unlimited(), 1_400, maxBurstMicros, Pacing.BALANCED)))
                .isEqualTo(datagrams);
    }
}
