package ranload.controller.api.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> KNOWN = List.of("local_port", "remote_port", "limit", "label", "before");

    @ParameterizedTest
    @CsvSource({
        "remote_prot, remote_port",
        "Local-Port, local_port",
        "lim, limit",
        "befor, before",
        "lable, label",
    })
    void findsTheNameThatWasMeant(String given, String meant) {
        assertThat(Spelling.nearest(given, KNOWN)).contains(meant);
    }

    @Test
    void findsNoneThatIsFarFromAll() {
        assertThat(Spelling.nearest("colour", KNOWN)).isEmpty();
        assertThat(Spelling.nearest("", KNOWN)).isEmpty();
    }

    @Test
    void comparesNoNameThatIsLongerThanAnyOfOurs() {
        assertThat(Spelling.nearest("limit" + "t".repeat(60_000), KNOWN)).isEmpty();
    }
}
