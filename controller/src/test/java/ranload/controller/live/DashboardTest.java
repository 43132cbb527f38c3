package ranload.controller.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import ranload.session.SessionId;
import ranload.session.SessionState;

/** What Prometheus reads of traffic, and what the dashboard makes of it. */
class DashboardTest {
    private static final SessionId ID = new SessionId(1_795_348_800_123L);
    private static final Pattern METRIC = Pattern.compile("\\b(?:ranload|jvm|process|system)_[a-z_]+");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);

    private static JsonObject row(int interval, long received, long lost) {
        return new JsonObject()
                .put("session_id", ID.value())
                .put("record_type", "d")
                .put("interval", interval)
                .put("total_bytes", received)
                .put("sent_bytes", received + 1000 * lost)
                .put("errors", lost)
                .put("packets_sent", received / 1000 + lost)
                .put("not_sent", 0L)
                .put("lateness_p99_us", 50L)
                .put("sender_complete", true);
    }

    private void commit(JsonObject... rows) {
        meters.committed(List.of(rows), Duration.ofMillis(2));
    }

    private String received() {
        return value("ranload_received_octets_total");
    }

    private String value(String name) {
        String sample = name + "{direction=\"d\",environment=\"office\"} ";
        return meters.scrape()
                .lines()
                .filter(line -> line.startsWith(sample))
                .map(line -> line.substring(sample.length()))
                .findFirst()
                .orElse("none");
    }

    @Test
    void countsARowOnceThreeNewerOnesAreThereAsItIsThen() {
        meters.opened(ID, "office");
        commit(row(1, 5000, 2));
        commit(row(2, 1000, 0), row(3, 1000, 0));
        commit(row(1, 7000, 0));
        assertThat(received()).isEqualTo("none");
        commit(row(4, 1000, 0));
        assertThat(received()).isEqualTo("7000.0");
        assertThat(value("ranload_lost_datagrams_total")).isEqualTo("0.0");
        commit(row(1, 9000, 0));
        assertThat(received()).as("what changes later than that").isEqualTo("7000.0");
    }

    @Test
    void countsTheRestWhenTheSessionEnds() {
        meters.opened(ID, "office");
        commit(row(1, 5000, 1), row(2, 3000, 0));
        meters.state(ID, SessionState.COMPLETE);
        assertThat(received()).isEqualTo("8000.0");
        assertThat(value("ranload_sent_octets_total")).isEqualTo("9000.0");
        assertThat(value("ranload_expected_datagrams_total")).isEqualTo("9.0");
        commit(row(2, 9000, 0));
        assertThat(received()).isEqualTo("8000.0");
    }

    @Test
    void tellsHowManyRowsWait() {
        meters.arrived(80);
        meters.answered(30);
        assertThat(meters.scrape()).contains("ranload_rows_unacknowledged 50.0");
    }

    @Test
    void showsOnTheDashboardOnlyWhatThereIs() throws IOException {
        JvmMeters.bind(registry);
        meters.opened(ID, "office");
        commit(row(1, 5000, 1));
        meters.transaction(Duration.ofMillis(1));
        meters.state(ID, SessionState.COMPLETE);
        Set<String> there = meters.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());

        Set<String> used = new TreeSet<>();
        JsonNode dashboard = new ObjectMapper().readTree(new File("../deploy/grafana/ranload.json"));
        dashboard.get("panels").forEach(panel -> panel.get("targets")
                .forEach(target -> METRIC.matcher(target.get("expr").asText())
                        .results()
                        .forEach(found -> used.add(found.group()))));

        assertThat(used).hasSizeGreaterThan(15).isSubsetOf(there);
        assertThat(there)
                .filteredOn(name -> name.startsWith("ranload_") && !name.matches(".*_(count|sum|max|bucket)"))
                .as("every meter of ours has its place on it")
                .isSubsetOf(used);
        assertThat(meters.scrape()).doesNotContain(ID.toString());
    }
}
