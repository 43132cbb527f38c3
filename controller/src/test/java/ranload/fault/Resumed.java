package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import ranload.lab.Database;
import ranload.lab.Stored;

/** That an agent was linked again, as its session's warnings tell. */
final class Resumed {
    private Resumed() {}

    /** Waits for it, and answers after how long. */
    static String await(Database database, Stored stored) {
        String query = "SELECT substr(message, 1, instr(message, ' s: ') + 1) FROM session_warning"
                + " WHERE code = 'link_resumed' AND session_id = " + stored.id();
        Awaitility.await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(database.texts(query))
                .as(stored.story())
                .isNotEmpty());
        List<String> seen = database.texts(query);
        return seen.get(seen.size() - 1);
    }

    /** How long that says it took. */
    static double seconds(String answer) {
        Matcher number = Pattern.compile("([0-9.]+) s").matcher(answer);
        assertThat(number.find()).as(answer).isTrue();
        return Double.parseDouble(number.group(1));
    }
}
