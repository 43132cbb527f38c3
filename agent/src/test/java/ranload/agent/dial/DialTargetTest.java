package ranload.agent.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.session.AgentId;
import ranload.session.FailureException;

class DialTargetTest {
    private static final Path TOKEN = Path.of("token");

    @Test
    void readsHostsAndAddressesAndBothKindsOfTrust() {
        DialTarget named = DialTarget.parse("controller.example:8444", "car", TOKEN, "ca.pem");
        assertThat(named)
                .isEqualTo(new DialTarget(
                        "controller.example", 8444, new AgentId("car"), TOKEN, new Trust.Authority(Path.of("ca.pem"))));
        DialTarget pinned = DialTarget.parse("[2001:db8::1]:1", "car", TOKEN, "SHA256:" + "AB:".repeat(31) + "AB");
        assertThat(pinned.host()).isEqualTo("2001:db8::1");
        assertThat(pinned.trust()).isEqualTo(new Trust.Pinned("ab".repeat(32)));
        assertThat(pinned).hasToString("[2001:db8::1]:1");
    }

    @ParameterizedTest
    @CsvSource({
        "host, car, ca.pem, --dial",
        ":8444, car, ca.pem, --dial",
        "2001:db8::1, car, ca.pem, --dial",
        "host:0, car, ca.pem, --dial",
        "host:65536, car, ca.pem, --dial",
        "host:http, car, ca.pem, --dial",
        "host:1, near, ca.pem, --name",
        "host:1, car/1, ca.pem, --name",
        "host:1, car, SHA256:abc, --trust"
    })
    void namesTheFlagThatIsWrong(String place, String name, String trust, String flag) {
        FailureException refused =
                catchThrowableOfType(FailureException.class, () -> DialTarget.parse(place, name, TOKEN, trust));
        assertThat(refused.failure().code()).isEqualTo("bad_arguments");
        assertThat(refused.failure().message()).startsWith(flag);
    }
}
