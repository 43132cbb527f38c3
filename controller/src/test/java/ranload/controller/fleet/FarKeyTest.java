package ranload.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.deploy.ssh.NicBinding;

class FarKeyTest {
    private static final NicBinding WWAN = new NicBinding("wwan0", null);

    @ParameterizedTest
    @CsvSource({
        "lab, true, false, far.lab.wwan0",
        "lab, false, false, far.lab",
        "loopback, true, true, far.loopback",
        "lab-2_b, true, false, far.lab-2_b.wwan0"
    })
    void namesTheEnvironmentAndTheNicThatSshLeavesThrough(
            String name, boolean throughNic, boolean builtIn, String expected) {
        assertThat(id(name, throughNic, builtIn)).isEqualTo(expected);
    }

    @Test
    void keepsNamesApartThatNoIdCanHold() {
        assertThat(id("a.b", false, false))
                .isNotEqualTo(id("a_b", false, false))
                .startsWith("far.a_b-");
        assertThat(id("Köln", false, false)).isNotEqualTo(id("K_ln", false, false));
        assertThat(id("x".repeat(100), true, false)).isNotEqualTo(id("x".repeat(99), true, false));
        assertThat(id("lab", true, false)).isNotEqualTo(id("lab.wwan0", false, false));
    }

    @Test
    void isTheSameWhateverAddressTheModemHasNow() throws UnknownHostException {
        Environment environment = new Environment("lab", "host", 22, "user", null, true, false);
        FarKey before = FarKey.of(environment, new NicBinding("wwan0", InetAddress.getByName("192.0.2.7")));
        FarKey after = FarKey.of(environment, new NicBinding("wwan0", InetAddress.getByName("2001:db8::7")));
        assertThat(after).isEqualTo(before);
        assertThat(after.through()).isEqualTo(WWAN);
    }

    private static String id(String name, boolean throughNic, boolean builtIn) {
        Environment environment = new Environment(name, "host", 22, "user", null, throughNic, builtIn);
        return FarKey.of(environment, WWAN).agentId().value();
    }
}
