package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ranload.deploy.DoctorStep;

class RightsTest {
    private static final String ALL = "000001ffffffffff";
    private static final String NONE = "0000000000000000";
    private static final String NICE_ALONE = "0000000000800000";

    @Test
    void hasNothingToAddForAnAccountThatMayEverything() {
        DoctorStep step = tell(ALL, "212992", "0");
        assertThat(step.ok()).isTrue();
        assertThat(step.finding())
                .contains("CAP_NET_ADMIN", "load comes before")
                .doesNotContain("ordinary");
        assertThat(step.cure()).isEmpty();
    }

    @Test
    void namesWhatAnOrdinaryAccountDoesWithoutAndWhatGrantsIt() {
        DoctorStep step = tell(NONE, "212992", "0");
        assertThat(step.ok()).isTrue();
        assertThat(step.finding())
                .startsWith("an ordinary account, which is enough")
                .contains("212992 octets");
        assertThat(step.cure()).contains("net.core.rmem_max=16777216", "nice -5");
    }

    @Test
    void asksForNoLargerBuffersWhereTheyAreLargeEnough() {
        DoctorStep step = tell(NONE, "16777216", "0");
        assertThat(step.finding()).contains("receive buffers up to 16777216 octets");
        assertThat(step.cure()).contains("nice -5").doesNotContain("rmem_max");
    }

    @Test
    void asksForNoPriorityWhereItIsGranted() {
        DoctorStep step = tell(NICE_ALONE, "unknown", "0");
        assertThat(step.finding()).contains("what the kernel allows", "load comes before");
        assertThat(step.cure()).contains("rmem_max").doesNotContain("nice");
    }

    @Test
    void takesALimitOfNicenessForTheRightAsWell() {
        DoctorStep step = tell(NONE, "16777216", "25");
        assertThat(step.finding()).startsWith("an ordinary account").contains("load comes before");
        assertThat(step.cure()).isEmpty();
        assertThat(tell(NONE, "16777216", "24").cure()).contains("nice -5");
    }

    @Test
    void takesWhatItCannotReadForNoRights() {
        assertThat(tell("unknown", "unknown", "unknown").cure()).contains("rmem_max", "nice -5");
    }

    private static DoctorStep tell(String capabilities, String receiveLimit, String niceLimit) {
        Trail trail = new Trail();
        trail.begin("rights");
        Rights.tell(capabilities, receiveLimit, niceLimit, trail);
        assertThat(trail.steps()).hasSize(1);
        return trail.steps().get(0);
    }
}
