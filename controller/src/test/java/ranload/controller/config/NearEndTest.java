package ranload.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.session.AgentId;

class NearEndTest {
    @ParameterizedTest
    @CsvSource({
        "car:wwan0, car, wwan0",
        "pi-3:192.0.2.1, pi-3, 192.0.2.1",
        "car:2001:db8::1, car, 2001:db8::1",
        "car:fe80::1%wwan0, car, fe80::1%wwan0",
        "car:eth0:1, car, eth0:1"
    })
    void anAgentStandsBeforeTheFirstColon(String wanted, String agent, String nic) {
        assertThat(NearEnd.of(wanted)).isEqualTo(new NearEnd(new AgentId(agent), nic));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"wwan0", "192.0.2.1", "2001:db8::1", "fe80::1%wwan0", "::1", "a:b", "near:eth0", "car:", ":eth0"
            })
    void everythingElseIsOfTheControllersOwnMachine(String wanted) {
        assertThat(NearEnd.of(wanted)).isEqualTo(new NearEnd(AgentId.NEAR, wanted));
    }

    @Test
    void isBesideTheControllerUnlessAnAgentIsNamed() {
        assertThat(NearEnd.of("eth0").isBesideController()).isTrue();
        assertThat(NearEnd.of("car:eth0").isBesideController()).isFalse();
    }
}
