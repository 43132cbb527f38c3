package ranload.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.agent.dial.DialTarget;
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
    void dialsWhenItIsToldWhereAsWhomWithWhatAndWhomToTrust() {
        String line = "--dial host:8444 --name car --token-file token --trust ca.pem --io nio --policy p.yaml";
        AgentArguments arguments = AgentArguments.parse(line.split(" ", -1));
        assertThat(arguments.dial()).isEqualTo(DialTarget.parse("host:8444", "car", Path.of("token"), "ca.pem"));
        assertThat(arguments.ofChild()).containsExactly("--policy", "p.yaml", "--io", "nio");
        assertThat(AgentArguments.parse().ofChild()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--dial host:8444 --name car --token-file token",
                "--name car --token-file token --trust ca.pem",
                "--dial host:8444 --token-file token --trust ca.pem",
                "--dial host:8444 --name car --trust ca.pem"
            })
    void dialsOnlyWithAllOfIt(String line) {
        FailureException refused =
                catchThrowableOfType(FailureException.class, () -> AgentArguments.parse(line.split(" ", -1)));
        assertThat(refused.failure().message()).contains("is missing").contains("belong together");
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
