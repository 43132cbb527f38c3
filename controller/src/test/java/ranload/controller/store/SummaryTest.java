package ranload.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ranload.sample.CodedHistogram;
import ranload.sample.ReceiverRow;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Role;
import ranload.session.SessionId;

class SummaryTest {
    private static final long ID = 1_795_000_000_000L;

    @TempDir
    Path folder;

    private OpenStore open;

    @BeforeEach
    void storeASessionWithOneOmittedSecondAndLateArrivals() {
        open = OpenStore.at(folder.resolve("x.sqlite"));
        OpenStore.get(open.store().insert(Rows.plan(ID, DirectionChoice.UPSTREAM, 1, 3, 1)));
        OpenStore.get(open.store()
                .commit(Rows.batch(
                        Rows.received(ID, Direction.UPSTREAM, 0, 1, 7, 93),
                        Rows.received(ID, Direction.UPSTREAM, 0, 2, 100, 0),
                        Rows.received(ID, Direction.UPSTREAM, 0, 3, 80, 20),
                        Rows.received(ID, Direction.UPSTREAM, 0, 4, 120, 0),
                        late(Rows.received(ID, Direction.UPSTREAM, 0, 5, 2, 0)),
                        Rows.sent(ID, Direction.UPSTREAM, 0, 2, 100),
                        Rows.sent(ID, Direction.UPSTREAM, 0, 3, 100))));
    }

    @AfterEach
    void closeStore() {
        open.close();
    }

    @Test
    void addsUpToTheSumOfTheRowsThatAreNotOmitted() {
        JsonObject summary = summary();
        List<JsonObject> rows =
                open.rows(ID).stream().filter(row -> !row.getBoolean("omitted")).toList();

        for (String total : List.of(
                "total_bytes",
                "errors",
                "packets_sent",
                "packets_out_of_order",
                "duplicates",
                "packets_received",
                "socket_drops",
                "sent_bytes",
                "sent_packets",
                "not_sent",
                "retransmits")) {
            assertThat(summary.getLong(total))
                    .as(total)
                    .isEqualTo(
                            rows.stream().mapToLong(row -> row.getLong(total)).sum());
        }
        assertThat(summary.getInteger("rows")).isEqualTo(4);
        assertThat(summary.getLong("total_bytes")).isEqualTo(302_000);
    }

    @Test
    void takesThroughputFromWholeSecondsOfThePlannedTime() {
        JsonObject summary = summary();

        assertThat(summary.getDouble("seconds")).isEqualTo(3.0);
        assertThat(summary.getLong("throughput_mean")).isEqualTo(800_000);
        assertThat(summary.getLong("throughput_min")).isEqualTo(640_000);
        assertThat(summary.getLong("throughput_max")).isEqualTo(960_000);
        assertThat(summary.getDouble("packet_error_rate")).isEqualTo(100.0 * 20 / 322);
        assertThat(summary.getDouble("jitter_mean")).isEqualTo(3.0);
        assertThat(summary.getDouble("rtt_ms_mean")).isEqualTo(20.0);
    }

    @Test
    void leavesSecondsOutOfTheMeanThatOnlyTheSenderReported() {
        OpenStore.get(open.store().insert(Rows.plan(ID + 1, DirectionChoice.DOWNSTREAM, 1, 5, 0)));
        OpenStore.get(open.store()
                .commit(Rows.batch(
                        Rows.received(ID + 1, Direction.DOWNSTREAM, 0, 1, 100, 0),
                        Rows.sent(ID + 1, Direction.DOWNSTREAM, 0, 1, 100),
                        Rows.sent(ID + 1, Direction.DOWNSTREAM, 0, 2, 100))));

        JsonObject summary = open.session(ID + 1).getJsonObject("summary").getJsonObject("d");

        assertThat(summary.getLong("throughput_mean")).isEqualTo(800_000);
        assertThat(summary.getLong("throughput_min")).isEqualTo(800_000);
        assertThat(summary.getLong("sent_packets")).isEqualTo(200);
    }

    @Test
    void tellsPercentilesOfAllStreamsOnceTheyHaveEndedAndMaximaOfTheMeasuredSeconds() {
        assertThat(summary().getValue("delay_variation_p50_us")).isNull();
        for (int stream = 0; stream < 2; stream++) {
            Histogram histogram = new Histogram(2);
            histogram.recordValueWithCount(10 + stream, 50);
            StreamResult result = Rows.result(ID, Direction.UPSTREAM, stream, Role.RECEIVER, 5);
            OpenStore.get(open.store().addResult(Rows.FAR, withHistogram(result, CodedHistogram.of(histogram))));
        }

        JsonObject summary = summary();

        assertThat(summary.getLong("delay_variation_p50_us")).isEqualTo(10);
        assertThat(summary.getLong("delay_variation_p90_us")).isEqualTo(11);
        assertThat(summary.getLong("delay_variation_max_us")).isEqualTo(405);
        assertThat(summary.getLong("lateness_max_us")).isEqualTo(43);
        assertThat(summary.getValue("lateness_p50_us")).isNull();
        assertThat(summary.getLong("loss_runs")).isEqualTo(2);
        assertThat(summary.getDouble("loss_run_mean")).isEqualTo(10.0);
        assertThat(summary.getLong("loss_run_max")).isEqualTo(10);
        assertThat(summary.getLong("burst_datagrams")).isEqualTo(8);
        assertThat(summary.getDouble("sender_cpu_ms")).isEqualTo(5.0);
        JsonObject result = open.session(ID).getJsonArray("results").getJsonObject(0);
        assertThat(result.getString("io")).isEqualTo("epoll");
        assertThat(result.getString("histogram")).isNotEmpty();
    }

    private static StreamResult withHistogram(StreamResult result, CodedHistogram histogram) {
        return new StreamResult(
                result.session(),
                result.direction(),
                result.stream(),
                result.role(),
                result.rows(),
                result.octets(),
                result.packets(),
                result.lost(),
                result.notSent(),
                result.startedAt(),
                result.endedAt(),
                result.outageNanos(),
                result.io(),
                histogram,
                result.cause());
    }

    @Test
    void hasNoSummaryOfADirectionWithoutRows() {
        OpenStore.get(open.store().insert(Rows.plan(ID + 1, DirectionChoice.BOTH, 1, 3, 0)));

        assertThat(open.session(ID + 1).getJsonObject("summary")).isEmpty();
        assertThat(open.session(ID).getJsonObject("summary").fieldNames()).containsExactly("u");
    }

    @Test
    void listsOnlyRowsAfterATime() {
        List<Integer> intervals = new java.util.ArrayList<>();

        OpenStore.get(open.store()
                .forEachRow(
                        new SessionId(ID),
                        Rows.START.plusSeconds(3),
                        row -> intervals.add(row.getInteger("interval"))));

        assertThat(intervals).containsExactly(4, 5);
    }

    private JsonObject summary() {
        return open.session(ID).getJsonObject("summary").getJsonObject("u");
    }

    private static ReceiverRow late(ReceiverRow row) {
        return new ReceiverRow(
                row.session(),
                row.direction(),
                row.stream(),
                row.interval(),
                row.timestamp(),
                1_000_000,
                row.octets(),
                row.packets(),
                row.expected(),
                row.lost(),
                row.reordered(),
                row.duplicates(),
                row.jitterNanos(),
                row.socketDrops(),
                row.lossRuns(),
                row.reorderExtentMax(),
                row.delayVariation(),
                row.hostStealPercent(),
                row.nicOctets());
    }
}
