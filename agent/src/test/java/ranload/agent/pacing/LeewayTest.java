package ranload.agent.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeewayTest {
    private final Leeway leeway = new Leeway();

    @Test
    void oneTaskIsNeverKeptWaiting() {
        assertThat(leeway.nanos()).isZero();
        leeway.add(200);
        assertThat(leeway.nanos()).isZero();
    }

    @Test
    void severalTasksWaitAsLongAsTheLeastPatientOfThem() {
        leeway.add(200);
        leeway.add(50);
        leeway.add(50);
        assertThat(leeway.nanos()).isEqualTo(50);
        leeway.remove(50);
        assertThat(leeway.nanos()).isEqualTo(50);
        leeway.add(200);
        leeway.remove(50);
        assertThat(leeway.nanos()).isEqualTo(200);
        leeway.remove(200);
        assertThat(leeway.nanos()).isZero();
    }

    @Test
    void aTaskThatMayNotBeLateKeepsAllOthersOnTime() {
        leeway.add(200);
        leeway.add(200);
        leeway.add(0);
        assertThat(leeway.nanos()).isZero();
    }
}
