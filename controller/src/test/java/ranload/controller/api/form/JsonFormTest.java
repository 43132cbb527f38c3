package ranload.controller.api.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.api.problem.ProblemException;

class JsonFormTest {
    @Test
    void keepsTheCharactersOfANumber() {
        assertThat(JsonForm.read("{\"bandwidth\": 2.50, \"duration\": 1e999, \"label\": \"ü\"}".getBytes(UTF_8)))
                .containsExactly(
                        new FormField("bandwidth", "2.50"),
                        new FormField("duration", "1e999"),
                        new FormField("label", "ü"));
    }

    @Test
    void takesNullAsNotGivenAndKeepsRepeats() {
        assertThat(JsonForm.read("{\"tos\": null, \"omit\": 1, \"omit\": 2}".getBytes(UTF_8)))
                .containsExactly(new FormField("omit", "1"), new FormField("omit", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "[1]", "{\"a\":{\"b\":[]}}"})
    void keepsTheNameOfAValueThatIsNeitherTextNorNumber(String value) {
        assertThat(JsonForm.read(("{\"tos\":" + value + ",\"omit\":1}").getBytes(UTF_8)))
                .containsExactly(new FormField("tos", null), new FormField("omit", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{\"a\":}", "{\"a\":1", "{} {}", "{'a':1}", "{\"a\":NaN}", "{\"a\":[1"})
    void refusesWhatIsNotOneObject(String text) {
        assertThatThrownBy(() -> JsonForm.read(text.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("bad_message"))
                .hasMessageStartingWith("the JSON body ");
    }

    @Property
    void refusesOrReadsAnyOctets(@ForAll byte[] body) {
        assertThatCode(() -> {
                    try {
                        JsonForm.read(body);
                    } catch (ProblemException e) {
                        assertThat(e.problem().status()).isEqualTo(400);
                    }
                })
                .doesNotThrowAnyException();
    }
}
