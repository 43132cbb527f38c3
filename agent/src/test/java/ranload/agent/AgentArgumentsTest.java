package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.session.FailureException;

class AgentArgumentsTest {
    @Test
    void takesAPolicyAndAKindOfSocketsInAnyOrderOrNothing() {
        assertThat(AgentArguments.parse()).isEqualTo(new AgentArguments(null, null, null));
        assertThat(AgentArguments.parse("--io", "nio", "--policy", "p.yaml"))
                .isEqualTo(new AgentArguments(Path.of("p.yaml"), "nio", null));
        assertThat(AgentArguments.parse("--policy", "p.yaml"))
                .isEqualTo(new AgentArguments(Path.of("p.yaml"), null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--io", "--policy", "--io nio --io epoll", "--policy a --policy b", "nio", "--oi nio"})
    void refusesAnythingElseAndSaysWhatItTakes(String line) {
        FailureException refused =
                catchThrowableOfType(FailureException.class, () -> AgentArguments.parse(line.split(" ", -1)));
        assertThat(refused.failure().code()).isEqualTo("bad_arguments");
        assertThat(refused.failure().message()).contains("--policy FILE").contains("--io epoll or nio");
    }

    @Test
    void socketsAreOfTheKindAskedForAndNoOther() {
        assertThat(SocketChoice.of("nio").io()).isEqualTo("nio");
        assertThat(SocketChoice.of("epoll").io()).isEqualTo("epoll");
        assertThat(SocketChoice.of(null).io()).isEqualTo("epoll");
        FailureException refused = catchThrowableOfType(FailureException.class, () -> SocketChoice.of("kqueue"));
        assertThat(refused.failure().message()).contains("epoll or nio").contains("kqueue");
    }
}
