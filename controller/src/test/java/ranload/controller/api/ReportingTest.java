package ranload.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** The report of a session as one file. */
class ReportingTest {
    @Test
    void isOneFileThatNothingStoredCanBreakOutOf(@TempDir Path folder) throws Exception {
        try (RunningApi api = new RunningApi(folder, RunningApi.ANY_PORT, new NoAgents())) {
            SessionId id = api.seed("lab", "</script><img src=x onerror=alert(1)>");
            api.receive(id, Direction.DOWNSTREAM, 1, 11);
            api.state(id, SessionState.FAILED, Failure.of("agent_lost", "<!--<script>"));

            Curl.Answer report = Curl.run(api.url("/sessions/" + id + "/report"));

            assertThat(report.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(report.header("Content-Disposition")).startsWith("attachment");
            assertThat(report.body())
                    .contains("\\u003c/script>\\u003cimg", "[\"d\",1,\"")
                    .doesNotContain("<img", "<!--", "{{", "import {", "export ", " src=\"", "href=\"http");
            assertThat(report.body().split("</script>", -1))
                    .as("two of data, two of program")
                    .hasSize(5);
            assertThat(Curl.run(api.url("/sessions/1/report")).status()).isEqualTo(404);
        }
    }
}
