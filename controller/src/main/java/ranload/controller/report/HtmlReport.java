package ranload.controller.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A session as one HTML file that needs nothing else, so that it can be opened years later: figures as JSON, and the
 * same modules that draw the web page's curves. Nothing stored can end the element that it stands in.
 */
public final class HtmlReport {
    /** The media type of the file. */
    public static final String MEDIA_TYPE = "text/html";

    /** Every module after those that it needs. */
    private static final List<String> MODULES = List.of(
            "webroot/page/dom.js",
            "webroot/page/format.js",
            "webroot/page/theme.js",
            "webroot/page/series.js",
            "webroot/page/strips.js",
            "webroot/page/chart.js",
            "webroot/page/legend.js",
            "webroot/page/facts.js",
            "report/report.js");

    /** What the curves are drawn of. */
    private static final List<String> FIELDS = List.of(
            "record_type",
            "interval",
            "timestamp",
            "sample_duration",
            "revision",
            "throughput",
            "total_bytes",
            "sent_bytes",
            "packets_received",
            "packet_error_rate",
            "jitter",
            "delay_variation_p99_us",
            "rtt_ms",
            "retransmits",
            "receiver_complete",
            "sender_complete");

    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*\\n");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export ");
    private static final String ROWS = "{{ROWS}}";

    private HtmlReport() {}

    /** Everything before the rows. */
    public static String head(JsonObject session) {
        String template = template();
        return template.substring(0, template.indexOf(ROWS))
                .replace("{{STYLE}}", resource("webroot/vendor/uplot/uplot.css") + resource("webroot/page/style.css"))
                .replace("{{FIELDS}}", new JsonArray(FIELDS).encode())
                .replace("{{SESSION}}", inScript(session.encode()));
    }

    /** One row; rows stand in a JSON array. */
    public static String row(JsonObject row) {
        JsonArray values = new JsonArray();
        FIELDS.forEach(field -> values.add(row.getValue(field)));
        return inScript(values.encode());
    }

    /** Everything after the rows. */
    public static String tail() {
        String template = template();
        return template.substring(template.indexOf(ROWS) + ROWS.length())
                .replace("{{CHARTS}}", resource("webroot/vendor/uplot/uplot.js"))
                .replace("{{SCRIPT}}", MODULES.stream().map(HtmlReport::joined).collect(Collectors.joining()));
    }

    /** In one script the modules see each other without importing; each import stands on a line of its own. */
    private static String joined(String module) {
        String text = IMPORT.matcher(resource(module)).replaceAll("");
        return EXPORT.matcher(text).replaceAll("");
    }

    /** The same JSON with no character in it that could end a script element or begin a comment. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c");
    }

    private static String template() {
        return resource("report/report.html");
    }

    private static String resource(String name) {
        try (InputStream file = HtmlReport.class.getClassLoader().getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's jar lacks " + name, e);
        }
    }
}
