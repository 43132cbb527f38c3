package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import ranload.bus.RowBatch;
import ranload.sample.IntervalRow;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;

/** Rows come late, again, and from both ends in any order: what is stored in the end is the same. */
class RowOrderTest {
    private final AtomicLong nextSession = new AtomicLong(1_795_000_000_000L);
    private Path folder;
    private OpenStore open;

    @BeforeProperty
    void openStore() throws IOException {
        folder = Files.createTempDirectory("row-order");
        open = OpenStore.at(folder.resolve("x.sqlite"));
    }

    @AfterProperty
    void closeStore() throws IOException {
        open.close();
        Files.delete(folder.resolve("x.sqlite"));
        Files.delete(folder.resolve("x.sqlite.lock"));
        Files.delete(folder);
    }

    @Property(tries = 60)
    void storesTheSameWhateverTheOrderAndHoweverOften(
            @ForAll @IntRange(min = 1, max = 3) int streams,
            @ForAll @IntRange(min = 1, max = 4) int seconds,
            @ForAll @IntRange(min = 1, max = 30) int batchRows,
            @ForAll long seed) {
        long id = nextSession.incrementAndGet();
        Random random = new Random(seed);
        OpenStore.get(open.store().insert(Rows.plan(id, DirectionChoice.BOTH, streams, seconds, 0)));
        List<IntervalRow> rows = rows(id, streams, seconds, random);
        List<IntervalRow> sent = new ArrayList<>(rows);
        rows.stream().filter(row -> random.nextInt(3) == 0).forEach(sent::add);
        Collections.shuffle(sent, random);

        for (int from = 0; from < sent.size(); from += batchRows) {
            List<IntervalRow> batch = sent.subList(from, Math.min(sent.size(), from + batchRows));
            OpenStore.get(open.store().commit(new RowBatch(AgentId.NEAR, batch)));
        }

        assertThat(open.rows(id).stream().map(RowOrderTest::figures)).containsExactlyElementsOf(model(rows));
        assertThat(open.rows(id))
                .allMatch(row -> row.getBoolean("receiver_complete") && row.getBoolean("sender_complete"));
    }

    private static List<IntervalRow> rows(long id, int streams, int seconds, Random random) {
        List<IntervalRow> rows = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            for (int stream = 0; stream < streams; stream++) {
                for (int interval = 1; interval <= seconds; interval++) {
                    rows.add(Rows.received(id, direction, stream, interval, random.nextInt(1000), random.nextInt(9)));
                    rows.add(Rows.sent(id, direction, stream, interval, random.nextInt(1000)));
                }
            }
        }
        return rows;
    }

    /** The same sums, made the plain way. */
    private static List<Map<String, Long>> model(List<IntervalRow> rows) {
        Map<String, Map<String, Long>> sums = new TreeMap<>(Comparator.naturalOrder());
        for (IntervalRow row : rows) {
            Map<String, Long> sum =
                    sums.computeIfAbsent(row.interval() + row.direction().code(), key -> new TreeMap<>());
            sum.put("interval", (long) row.interval());
            if (row instanceof ReceiverRow received) {
                sum.merge("total_bytes", received.octets(), Long::sum);
                sum.merge("throughput", received.octets() * 8, Long::sum);
                sum.merge("errors", received.lost(), Long::sum);
                sum.merge("packets_sent", received.expected(), Long::sum);
                sum.merge("packets_received", received.packets(), Long::sum);
                sum.merge("duplicates", received.duplicates(), Long::sum);
                sum.merge("nic_bytes_received", received.nicOctets(), Math::max);
            } else if (row instanceof SenderRow offered) {
                sum.merge("sent_bytes", offered.sentOctets(), Long::sum);
                sum.merge("sent_packets", offered.sentPackets(), Long::sum);
                sum.merge("not_sent", offered.notSent(), Long::sum);
                sum.merge("nic_bytes_sent", offered.nicOctets(), Math::max);
            }
        }
        return List.copyOf(sums.values());
    }

    private static Map<String, Long> figures(JsonObject row) {
        Map<String, Long> figures = new TreeMap<>();
        for (String name : List.of(
                "interval",
                "total_bytes",
                "throughput",
                "errors",
                "packets_sent",
                "packets_received",
                "duplicates",
                "nic_bytes_received",
                "sent_bytes",
                "sent_packets",
                "not_sent",
                "nic_bytes_sent")) {
            figures.put(name, row.getLong(name));
        }
        return figures;
    }
}
