package ranload.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class RowCsvTest {
    private static final JsonObject ROW = new JsonObject()
            .put("session_id", 1_795_000_000_000L)
            .put("timestamp", "2026-11-22T12:00:01.000Z")
            .put("record_type", "d")
            .put("interval", 1)
            .put("sample_duration", 1.0)
            .put("total_bytes", 1_250_000L)
            .put("throughput", 10_000_000L)
            .put("jitter", 0.0234567)
            .put("errors", 87L)
            .put("packets_sent", 981L)
            .put("packet_error_rate", 100.0 * 87 / 981)
            .put("packets_out_of_order", 0L)
            .put("nic_bytes_sent", null)
            .put("omitted", false);

    @Test
    void beginsWithTheOriginalColumnsUnderTheirHeadings() {
        assertThat(RowCsv.header())
                .startsWith("Timestamp,Record Type,Sample Duration,Total Bytes,Throughput,Jitter,Errors,Packets Sent,"
                        + "Packet Error Rate,Packets Out Of Order,session_id,")
                .endsWith(
                        ",sender_complete,lateness_p50_us,lateness_max_us,sender_cpu_ms,burst_datagrams,host_steal_percent,"
                                + "loss_runs,loss_run_mean,loss_run_max,reorder_extent_max,delay_variation_p50_us,"
                                + "delay_variation_p90_us,delay_variation_p99_us,delay_variation_max_us\n");
        assertThat(RowCsv.row(ROW))
                .startsWith("2026-11-22T12:00:01.000Z,d,1.0,1250000,10000000,0.023,87,981,8.869,0,1795000000000,1,");
    }

    @Test
    void givesEveryRowAsManyFieldsAsTheHeader() {
        assertThat(RowCsv.row(ROW).split(",", -1)).hasSameSizeAs(RowCsv.header().split(",", -1));
    }

    @Test
    void leavesUnknownValuesEmpty() {
        assertThat(RowCsv.row(ROW)).endsWith(",,false,," + ",".repeat(13) + "\n");
    }

    @Test
    void writesOneObjectToALine() {
        assertThat(Ndjson.line(new JsonObject().put("label", "two\nlines"))).isEqualTo("{\"label\":\"two\\nlines\"}\n");
    }
}
