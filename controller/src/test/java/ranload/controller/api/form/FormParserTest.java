package ranload.controller.api.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.api.problem.FieldError;
import ranload.controller.api.problem.ProblemException;
import ranload.session.DirectionChoice;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionRequest;
import ranload.session.Transport;
import ranload.unit.BitRate;

class FormParserTest {
    private static final Map<String, String> SMALLEST =
            Map.of("direction", "d", "bandwidth", "10", "duration", "30", "interface", "eth1", "environment", "office");

    @Test
    void takesThePublishedFormWithItsDefaults() {
        assertThat(FormParser.parse(form()))
                .isEqualTo(new SessionRequest(
                        DirectionChoice.DOWNSTREAM,
                        new RateProfile.Constant(new BitRate(10_000_000)),
                        30,
                        "eth1",
                        "office",
                        1400,
                        null,
                        null,
                        0,
                        Transport.UDP,
                        1,
                        0,
                        "",
                        100,
                        Pacing.BALANCED));
    }

    @Test
    void takesEveryField() {
        List<FormField> all = form(
                "direction",
                "b",
                "bandwidth",
                "2.5",
                "datagram_size",
                "1200",
                "remote_port",
                "5001",
                "local_port",
                "5002",
                "tos",
                "184",
                "protocol",
                "tcp",
                "streams",
                "4",
                "omit",
                "3",
                "label",
                "roof, antenna 2",
                "max_burst",
                "0",
                "pacing",
                "precise");
        assertThat(FormParser.parse(all))
                .isEqualTo(new SessionRequest(
                        DirectionChoice.BOTH,
                        new RateProfile.Constant(new BitRate(2_500_000)),
                        30,
                        "eth1",
                        "office",
                        1200,
                        5001,
                        5002,
                        184,
                        Transport.TCP,
                        4,
                        3,
                        "roof, antenna 2",
                        0,
                        Pacing.PRECISE));
    }

    @Test
    void takesBothPublishedSpellings() {
        List<FormField> fields = new ArrayList<>(form("environment", null, "datagram-size", "900"));
        fields.add(new FormField("enviornment", "lab"));
        SessionRequest request = FormParser.parse(fields);
        assertThat(request.environment()).isEqualTo("lab");
        assertThat(request.datagramOctets()).isEqualTo(900);
    }

    @Test
    void takesMaxAsUnlimited() {
        assertThat(FormParser.parse(form("bandwidth", "max")).bandwidth()).isEqualTo(new RateProfile.Unlimited());
    }

    @Test
    void takesAnEmptyOptionalFieldAsNotGiven() {
        SessionRequest request =
                FormParser.parse(form("remote_port", "", "tos", " ", "label", "", "datagram_size", ""));
        assertThat(request.remotePort()).isNull();
        assertThat(request.tos()).isZero();
        assertThat(request.datagramOctets()).isEqualTo(1400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direction", "bandwidth", "duration", "interface", "environment"})
    void namesARequiredFieldThatIsMissingOrEmpty(String field) {
        assertThat(faults(form(field, null))).containsOnlyKeys(field);
        assertThat(faults(form(field, "  ")).get(field)).startsWith("missing; give ");
    }

    @ParameterizedTest
    @CsvSource({
        "bandwidth, NaN",
        "bandwidth, Infinity",
        "bandwidth, 1e999",
        "bandwidth, 1e3",
        "bandwidth, -1",
        "bandwidth, 0",
        "bandwidth, 0.0",
        "bandwidth, 0.0000001",
        "bandwidth, ١٠",
        "bandwidth, 10M",
        "bandwidth, '1,5'",
        "bandwidth, +5",
        "bandwidth, 0x10",
        "bandwidth, .5",
        "bandwidth, 5.",
        "bandwidth, MAX",
        "bandwidth, 9999999999999999999999999999999999999999999999",
        "duration, 0",
        "duration, -1",
        "duration, 1.5",
        "duration, 604801",
        "duration, 99999999999999999999",
        "duration, 9223372036854775808",
        "duration, ٣٠",
        "duration, 1e2",
        "duration, NaN",
        "duration, ten",
        "direction, up",
        "direction, D",
        "direction, ud",
        "direction, 0",
        "datagram_size, 47",
        "max_burst, 50001",
        "max_burst, -1",
        "max_burst, 1e2",
        "pacing, fast",
        "datagram_size, 65001",
        "datagram_size, -1400",
        "datagram_size, 1400.0",
        "remote_port, 0",
        "remote_port, 65536",
        "remote_port, http",
        "local_port, -1",
        "local_port, 4294967297",
        "tos, 256",
        "tos, -1",
        "tos, EF?",
        "protocol, sctp",
        "protocol, UDP",
        "streams, 0",
        "streams, 129",
        "omit, 61",
        "omit, -1"
    })
    void refusesAWrongValueAndQuotesIt(String field, String value) {
        assertThat(faults(form(field, value)).get(field))
                .startsWith("must be ")
                .contains("got '" + value.substring(0, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "bandwith, bandwidth", "Duration, duration", "datagram_siz, datagram_size", "dur, duration",
        "remote-port, remote_port", "env, environment", "iface, interface", "stream, streams"
    })
    void namesTheFieldThatWasMeant(String given, String meant) {
        assertThat(faults(form(given, "1")).get(given)).contains("did you mean " + meant + "?");
    }

    @Test
    void refusesAFieldGivenTwiceAlsoUnderTwoSpellings() {
        List<FormField> twice = new ArrayList<>(form());
        twice.add(new FormField("duration", "30"));
        twice.add(new FormField("enviornment", "office"));
        assertThat(faults(twice)).containsOnlyKeys("duration", "environment");
    }

    @Test
    void namesAllWrongFieldsInOneAnswer() {
        assertThat(faults(form("direction", "x", "bandwidth", null, "tos", "-1", "colour", "red")))
                .containsOnlyKeys("direction", "bandwidth", "tos", "colour");
    }

    @Test
    void refusesPortsThatTheStreamsWouldOverrun() {
        assertThat(faults(form("remote_port", "65535", "streams", "2"))).containsOnlyKeys("remote_port");
    }

    @Test
    void refusesTextThatWouldGarbleATerminalOrAFile() {
        assertThat(faults(form("label", "a\u001b[2Jb"))).containsOnlyKeys("label");
        assertThat(faults(form("interface", "eth0\neth1"))).containsOnlyKeys("interface");
        assertThat(faults(form("label", "x".repeat(257)))).containsOnlyKeys("label");
    }

    @Property
    void answersAnyTextInAnyFieldWithARequestOrWithThatField(@ForAll String text, @ForAll @IntRange(max = 14) int at) {
        String field = List.of(
                        "direction",
                        "bandwidth",
                        "duration",
                        "interface",
                        "environment",
                        "datagram_size",
                        "remote_port",
                        "local_port",
                        "tos",
                        "protocol",
                        "streams",
                        "omit",
                        "label",
                        "max_burst",
                        "pacing")
                .get(at);
        try {
            FormParser.parse(form(field, text));
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(400);
            assertThat(e.problem().errors()).extracting(FieldError::field).containsExactly(field);
        }
    }

    @Property
    void takesEveryWholeNumberOfMegabits(@ForAll @LongRange(min = 1, max = 999_999_999_999L) long megabits) {
        assertThat(FormParser.parse(form("bandwidth", Long.toString(megabits))).bandwidth())
                .isEqualTo(new RateProfile.Constant(new BitRate(megabits * 1_000_000)));
    }

    @Property
    void takesADurationExactlyWhenItIsInRange(@ForAll long seconds) {
        boolean taken = true;
        try {
            FormParser.parse(form("duration", Long.toString(seconds)));
        } catch (ProblemException e) {
            taken = false;
        }
        assertThat(taken).isEqualTo(seconds >= 1 && seconds <= 604_800);
    }

    /** The smallest valid form with these fields put in; null takes one out. */
    private static List<FormField> form(String... changes) {
        Map<String, String> fields = new LinkedHashMap<>(SMALLEST);
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1] == null) {
                fields.remove(changes[i]);
            } else {
                fields.put(changes[i], changes[i + 1]);
            }
        }
        return fields.entrySet().stream()
                .map(e -> new FormField(e.getKey(), e.getValue()))
                .toList();
    }

    private static Map<String, String> faults(List<FormField> fields) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> FormParser.parse(fields));
        assertThat(refused).as("refused: " + Arrays.toString(fields.toArray())).isNotNull();
        assertThat(refused.problem().status()).isEqualTo(400);
        Map<String, String> faults = new LinkedHashMap<>();
        refused.problem().errors().forEach(e -> faults.put(e.field(), e.detail()));
        return faults;
    }
}
