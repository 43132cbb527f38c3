package ranload.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static String id(String name, boolean throughNic, boolean builtIn) {
        Environment environment = new Environment(name, "host", 22, "user", null, throughNic, builtIn);
        return FarKey.of(environment, WWAN).agentId().value();
    }
}
