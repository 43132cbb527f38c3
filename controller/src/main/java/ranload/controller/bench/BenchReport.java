package ranload.controller.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ranload.controller.bench.figure.Figure;
import ranload.controller.bench.figure.Spread;
import ranload.controller.bench.figure.Table;
import ranload.controller.bench.peer.OwnTool;

/**
 * What a bench found.
 *
 * @param begun when it began
 * @param notes what a reader of the figures has to know
 * @param steals share of the machine that others took, percent of each run, by test
 */
public record BenchReport(
        Instant begun,
        HostFacts host,
        BenchOptions options,
        List<Figure> figures,
        List<String> notes,
        Map<String, List<Double>> steals) {
    private static final String METHOD = """
            Medians [min-max] of interleaved runs; xN: ranload's median is N times this one. Goodput and loss are the
            receiving end's own count, gap errors those of a tap beside it. CPU: user and system time; peers and limit:
            both whole processes; ranload: both agents, Java included, from the request until the session has ended.
            """;

    /** For people: where, the table, notes. */
    public String text() {
        StringBuilder text = new StringBuilder(
                "ranload bench, " + begun + ", " + options.pairs() + " rounds of " + options.seconds() + " s\n");
        host.facts().forEach((name, value) -> text.append("  ")
                .append(name)
                .append(": ")
                .append(value)
                .append('\n'));
        text.append('\n')
                .append(figures.isEmpty() ? "nothing was measured\n" : Table.of(figures, OwnTool.NAME))
                .append('\n');
        steals.forEach((test, percents) -> {
            Spread spread = Spread.of(percents);
            text.append(String.format(
                    Locale.ROOT,
                    "stolen by the host during %s: median %.2f %%, max %.2f %%%n",
                    test,
                    spread.median(),
                    spread.max()));
        });
        notes.forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.append(METHOD).toString();
    }

    /** For programs: the same with every single value. */
    public JsonObject json() {
        JsonArray results = new JsonArray();
        for (Figure figure : figures) {
            Spread spread = figure.spread();
            results.add(new JsonObject()
                    .put("test", figure.test())
                    .put("measure", figure.measure().label())
                    .put("contestant", figure.contestant())
                    .put("median", spread.median())
                    .put("min", spread.min())
                    .put("max", spread.max())
                    .put("values", new JsonArray(figure.values())));
        }
        JsonObject machine = new JsonObject();
        host.facts().forEach(machine::put);
        JsonObject stolen = new JsonObject();
        steals.forEach((test, percents) -> stolen.put(test, new JsonArray(percents)));
        return new JsonObject()
                .put("begun", begun.toString())
                .put("pairs", options.pairs())
                .put("seconds", options.seconds())
                .put("host", machine)
                .put("results", results)
                .put("steal_percent", stolen)
                .put("notes", new JsonArray(notes))
                .put("text", text());
    }
}
