package ranload.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ranload.bus.BusJson;
import ranload.unit.BitRate;

class SessionRequestTest {
    private static final RateProfile RATE = new RateProfile.Constant(new BitRate(10_000_000));

    /** A request of which single fields are changed. */
    private record Draft(
            DirectionChoice direction,
            RateProfile bandwidth,
            int duration,
            String nic,
            String environment,
            int datagramOctets,
            Integer remotePort,
            Integer localPort,
            int tos,
            Transport protocol,
            int streams,
            int omit,
            String label,
            Integer maxBurst) {
        SessionRequest request() {
            return new SessionRequest(
                    direction,
                    bandwidth,
                    duration,
                    nic,
                    environment,
                    datagramOctets,
                    remotePort,
                    localPort,
                    tos,
                    protocol,
                    streams,
                    omit,
                    label,
                    maxBurst,
                    Pacing.ECONOMY);
        }
    }

    private static Draft draft(int duration, int datagramOctets, Integer port, int tos, int streams, int omit) {
        return new Draft(
                DirectionChoice.BOTH,
                RATE,
                duration,
                "eth0",
                "lab",
                datagramOctets,
                port,
                null,
                tos,
                Transport.UDP,
                streams,
                omit,
                "",
                0);
    }

    private static Draft burst(Integer maxBurst) {
        return new Draft(
                DirectionChoice.UPSTREAM, RATE, 1, "eth0", "lab", 48, null, null, 0, Transport.UDP, 1, 0, "", maxBurst);
    }

    static Stream<Arguments> edges() {
        return Stream.of(
                Arguments.of(draft(1, 48, null, 0, 1, 0), null),
                Arguments.of(draft(604_800, 65_000, 1, 255, 128, 60), null),
                Arguments.of(draft(10, 1400, 65_535, 0, 1, 0), null),
                Arguments.of(draft(10, 1400, 65_408, 0, 128, 0), null),
                Arguments.of(draft(0, 1400, null, 0, 1, 0), "duration"),
                Arguments.of(draft(604_801, 1400, null, 0, 1, 0), "duration"),
                Arguments.of(draft(10, 47, null, 0, 1, 0), "datagram_size"),
                Arguments.of(draft(10, 65_001, null, 0, 1, 0), "datagram_size"),
                Arguments.of(draft(10, 1400, 0, 0, 1, 0), "remote_port"),
                Arguments.of(draft(10, 1400, 65_536, 0, 1, 0), "remote_port"),
                Arguments.of(draft(10, 1400, 65_409, 0, 128, 0), "remote_port"),
                Arguments.of(draft(10, 1400, null, -1, 1, 0), "tos"),
                Arguments.of(draft(10, 1400, null, 256, 1, 0), "tos"),
                Arguments.of(draft(10, 1400, null, 0, 0, 0), "streams"),
                Arguments.of(draft(10, 1400, null, 0, 129, 0), "streams"),
                Arguments.of(draft(10, 1400, null, 0, 1, -1), "omit"),
                Arguments.of(draft(10, 1400, null, 0, 1, 61), "omit"),
                Arguments.of(burst(0), null),
                Arguments.of(burst(50_000), null),
                Arguments.of(burst(-1), "max_burst"),
                Arguments.of(burst(50_001), "max_burst"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("edges")
    void takesWhatMakesSenseAndNamesTheFieldThatDoesNot(Draft draft, String field) {
        InvalidField refused = catchThrowableOfType(InvalidField.class, draft::request);
        assertThat(refused == null ? null : refused.field()).isEqualTo(field);
    }

    @Test
    void saysWhatWouldBeRight() {
        InvalidField refused = catchThrowableOfType(InvalidField.class, draft(0, 1400, null, 0, 1, 0)::request);
        assertThat(refused).hasMessage("duration: must be 1 to 604800, got 0");
        assertThat(Failure.from(refused).field()).isEqualTo("duration");
    }

    @Test
    void readsARequestThatWasStoredBeforeBurstsCouldBeChosen() {
        String json = BusJson.encode(burst(7).request())
                .replace(",\"max_burst\":7", "")
                .replace(",\"pacing\":\"economy\"", "");
        assertThat(json).doesNotContain("max_burst").doesNotContain("pacing");
        SessionRequest read = BusJson.decode(json, SessionRequest.class);
        assertThat(read.maxBurstMicros()).isEqualTo(SessionRequest.DEFAULT_MAX_BURST_MICROS);
        assertThat(read.pacing()).isEqualTo(Pacing.BALANCED);
    }

    @Test
    void readsAStreamThatWasPlannedBeforeBurstsCouldBeChosen() {
        StreamSpec stream = BusJson.decode(
                "{\"index\":0,\"directions\":\"u\",\"transport\":\"udp\",\"rate\":{\"type\":\"unlimited\"},"
                        + "\"datagram_octets\":1400,\"tos\":0,\"near_port\":0,\"far_port\":0}",
                StreamSpec.class);
        assertThat(stream.maxBurstMicros()).isEqualTo(SessionRequest.DEFAULT_MAX_BURST_MICROS);
        assertThat(stream.pacing()).isEqualTo(Pacing.BALANCED);
        assertThat(stream.omitSeconds()).isZero();
    }

    @Test
    void readsBackFromTheJsonThatItWrites() {
        SessionRequest request = draft(10, 1400, 5201, 184, 4, 2).request();
        String json = BusJson.encode(request);
        assertThat(json)
                .contains("\"interface\":\"eth0\"")
                .contains("\"duration\":10")
                .contains("\"datagram_size\":1400")
                .contains("\"max_burst\":0")
                .contains("\"pacing\":\"economy\"");
        assertThat(BusJson.decode(json, SessionRequest.class)).isEqualTo(request);
    }
}
