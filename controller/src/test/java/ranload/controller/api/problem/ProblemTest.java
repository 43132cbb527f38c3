package ranload.controller.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.session.Failure;

class ProblemTest {
    @Test
    void namesTheFirstFieldAndListsAll() {
        Problem problem = Problem.ofFields(List.of(new FieldError("tos", "a"), new FieldError("omit", "b")));
        assertThat(problem.toJson()).isEqualTo(new JsonObject("""
                        {"type":"urn:ranload:problem:invalid_field","title":"2 fields are wrong","status":400,
                         "detail":"tos: a; omit: b","code":"invalid_field","field":"tos",
                         "errors":[{"field":"tos","detail":"a"},{"field":"omit","detail":"b"}]}
                        """));
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_field, 400",
        "not_found, 404",
        "unknown_environment, 422",
        "unknown_interface, 422",
        "agent_start_failed, 503",
        "internal_error, 500",
        "never_heard_of, 500"
    })
    void givesEachFailureItsStatus(String code, int status) {
        assertThat(Problem.of(Failure.of(code, "why")).status()).isEqualTo(status);
    }

    @Test
    void tellsATooLargeFieldFromTooManySessions() {
        assertThat(Problem.of(new Failure("limit_exceeded", "at most 5", "duration"))
                        .status())
                .isEqualTo(400);
        assertThat(Problem.of(Failure.of("limit_exceeded", "at most 5 sessions"))
                        .status())
                .isEqualTo(429);
    }

    @Test
    void keepsTheTextOfABugToItself() {
        assertThat(Problem.of(Failure.from(new IllegalStateException("/secret/path")))
                        .detail())
                .doesNotContain("secret");
    }
}
