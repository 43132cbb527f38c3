package ranload.controller.api.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import ranload.controller.api.problem.ProblemException;

/** Any fields, in any number and order, give a request or a problem that names fields that were sent or are missing. */
class FormFuzzTest {
    private static final List<String> NAMES = List.of(
            "direction",
            "bandwidth",
            "duration",
            "interface",
            "environment",
            "enviornment",
            "datagram_size",
            "datagram-size",
            "remote_port",
            "local_port",
            "tos",
            "protocol",
            "streams",
            "omit",
            "label");
    private static final List<String> VALUES = List.of(
            "u",
            "d",
            "b",
            "U",
            "10",
            "2.5",
            "max",
            "NaN",
            "-1",
            "1e999",
            "0x10",
            "65535",
            "udp",
            "tcp",
            "eth0",
            "",
            " ",
            "99999999999999999999",
            "\u0661",
            "null",
            "true",
            "../x",
            "$(touch /tmp/x)",
            "' OR 1=1 --",
            "\u0000");

    @Provide
    Arbitrary<List<FormField>> forms() {
        Arbitrary<String> names =
                Arbitraries.oneOf(Arbitraries.of(NAMES), Arbitraries.strings().ofMaxLength(20));
        Arbitrary<String> values =
                Arbitraries.oneOf(Arbitraries.of(VALUES), Arbitraries.strings().ofMaxLength(30));
        return Combinators.combine(names, values).as(FormField::new).list().ofMaxSize(20);
    }

    @Property
    void givesARequestOrNamesWhatIsWrong(@ForAll("forms") List<FormField> fields) {
        try {
            assertThat(FormParser.parse(fields).durationSeconds()).isPositive();
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(400);
            assertThat(e.problem().errors()).isNotEmpty();
            List<String> possible = new ArrayList<>(NAMES);
            fields.forEach(field -> possible.add(field.name()));
            e.problem().errors().forEach(error -> assertThat(possible).contains(error.field()));
        }
    }

    @Property
    void readsAnyOctetsAsJsonOrRefusesThem(@ForAll byte[] octets) {
        try {
            assertThat(JsonForm.read(octets)).isNotNull();
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(400);
        }
    }
}
