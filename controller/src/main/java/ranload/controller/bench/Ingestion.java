package ranload.controller.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import ranload.controller.bench.figure.Measure;
import ranload.controller.bench.peer.Heap;
import ranload.controller.bench.peer.OwnController;
import ranload.controller.bench.peer.OwnTool;
import ranload.controller.bench.peer.StoreFiller;

/** How fast rows are stored, and what listing a large store takes. Confined to one thread. */
final class Ingestion {
    private static final String STORE = "store rows";
    private static final String LIST = "GET /sessions";
    private static final Duration LIST_WITHIN = Duration.ofMinutes(5);
    private static final double MEBI = 1 << 20;
    private static final double PERCENT = 100;
    private static final int MOST_LISTED = 1_000_000;

    private final Workbench bench;
    private final Findings findings;

    Ingestion(Workbench bench, Findings findings) {
        this.bench = bench;
        this.findings = findings;
    }

    void run(int sessions, long rows) throws InterruptedException {
        bench.restController();
        Path database = bench.newDatabase();
        Heap before = Heap.collected();
        StoreFiller.Filled filled = StoreFiller.fill(database, sessions, rows, findings::say);
        Heap after = Heap.collected();
        Map<Measure, Double> stored = new LinkedHashMap<>();
        stored.put(Measure.ROWS, filled.rows() / filled.seconds());
        stored.put(Measure.COMMIT_P99, filled.commitP99Millis());
        stored.put(Measure.CONTROLLER_CPU, filled.cpuSeconds() / filled.seconds() * PERCENT);
        stored.put(Measure.FILE_SIZE, mebioctets(database));
        stored.put(Measure.HEAP_BEFORE, before.mebioctets());
        stored.put(Measure.HEAP_AFTER, after.mebioctets());
        stored.put(Measure.HEAP_PEAK, filled.heapPeakMebioctets());
        note(STORE + " (" + filled.rows() + ")", stored);
        list(database, sessions);
    }

    private static double mebioctets(Path file) {
        try {
            return Files.size(file) / MEBI;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void list(Path database, int sessions) throws InterruptedException {
        long opening = System.nanoTime();
        try (OwnController controller = bench.anotherController(database)) {
            double openMillis = (System.nanoTime() - opening) / 1e6;
            String all = "/sessions?limit=" + MOST_LISTED;
            controller.rest().count("/sessions?limit=1", '{', LIST_WITHIN);
            Heap before = Heap.collected();
            long begun = System.nanoTime();
            long listed;
            Heap.Watch watch = Heap.watch();
            try (watch) {
                listed = controller.rest().count(all, '{', LIST_WITHIN);
            }
            double millis = (System.nanoTime() - begun) / 1e6;
            Map<Measure, Double> values = new LinkedHashMap<>();
            values.put(Measure.OPEN, openMillis);
            values.put(Measure.LISTED, (double) listed);
            values.put(Measure.LIST, millis);
            values.put(Measure.HEAP_BEFORE, before.mebioctets());
            values.put(Measure.HEAP_AFTER, Heap.collected().mebioctets());
            values.put(Measure.HEAP_PEAK, watch.peak().mebioctets());
            note(LIST + " (" + sessions + ")", values);
        }
    }

    private void note(String test, Map<Measure, Double> values) {
        values.forEach((measure, value) -> findings.add(test, measure, OwnTool.NAME, value));
        findings.say(test + "  " + values);
    }
}
