package ranload.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SenderLateTest {
    @Test
    void namesTheHypervisorWhenItTookMoreThanTwoPercent() {
        assertThat(SenderLate.message(7, 100, 2.04))
                .contains("7 of 100 datagrams")
                .contains("its hypervisor took 2.0 % of its processor time");
    }

    @Test
    void leavesTheHypervisorOutWhenItTookLittleOrIsNotKnown() {
        assertThat(SenderLate.message(7, 100, 2)).contains("7 of 100 datagrams").doesNotContain("hypervisor");
        assertThat(SenderLate.message(7, 100, -1)).doesNotContain("hypervisor").contains("busy");
    }
}
