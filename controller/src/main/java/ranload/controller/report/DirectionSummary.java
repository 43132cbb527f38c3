package ranload.controller.report;

import io.vertx.core.json.JsonObject;

/**
 * What the stored rows of one direction add up to, without the omitted seconds. Totals are the sums of the rows.
 *
 * @param rows seconds that have a row
 * @param measuredSeconds time that the receiver reported on, within the planned time: late arrivals after it do not
 *     stretch it
 * @param measuredOctets octets received in that time
 * @param octets octets received in all
 * @param minThroughput slowest whole second, bit/s
 * @param maxThroughput fastest whole second, bit/s
 * @param lost datagrams that have not arrived
 * @param expected datagrams by sequence number
 * @param received datagrams received, duplicates left out
 * @param meanJitterMillis mean of the rows weighted by datagrams received
 * @param maxJitterMillis of the rows
 * @param notSent datagrams (TCP: octets) that were due and not sent
 * @param meanRttMillis mean of the rows that know it; 0 when none does
 * @param lossRuns runs of consecutive losses; null when that was not measured, as all that follows
 * @param longestLossRun datagrams
 * @param maxReorderExtent datagrams, RFC 4737 section 4.2.1
 * @param delayVariation one-way delay above the least, RFC 5481, of all streams together
 * @param lateness how late writes left, of all streams together
 * @param burstDatagrams most datagrams of one write
 * @param senderCpuMillis processor time of the busiest sending thread of each second
 * @param hostStealPercent what hypervisors took, mean over the rows of the worse end
 */
public record DirectionSummary(
        int rows,
        double measuredSeconds,
        long measuredOctets,
        long octets,
        long minThroughput,
        long maxThroughput,
        long lost,
        long expected,
        long received,
        long reordered,
        long duplicates,
        long socketDrops,
        double meanJitterMillis,
        double maxJitterMillis,
        long sentOctets,
        long sentPackets,
        long notSent,
        long retransmits,
        double meanRttMillis,
        Long lossRuns,
        Long longestLossRun,
        Long maxReorderExtent,
        Spread delayVariation,
        Spread lateness,
        Long burstDatagrams,
        Double senderCpuMillis,
        Double hostStealPercent) {

    /** Mean throughput over the measured time, bit/s; 0 when nothing was measured. */
    public long meanThroughput() {
        return measuredSeconds > 0 ? Math.round(measuredOctets * 8 / measuredSeconds) : 0;
    }

    /** Lost of expected, percent; 0 when none was expected. */
    public double lossPercent() {
        return expected > 0 ? 100.0 * lost / expected : 0;
    }

    /** Datagrams of a run of losses, 0 when there was none; null when that was not measured. */
    public Double meanLossRun() {
        if (lossRuns == null) {
            return null;
        }
        return lossRuns > 0 ? (double) lost / lossRuns : 0.0;
    }

    /** The published form. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("rows", rows)
                .put("seconds", measuredSeconds)
                .put("total_bytes", octets)
                .put("throughput_mean", meanThroughput())
                .put("throughput_min", minThroughput)
                .put("throughput_max", maxThroughput)
                .put("errors", lost)
                .put("packets_sent", expected)
                .put("packet_error_rate", lossPercent())
                .put("packets_out_of_order", reordered)
                .put("duplicates", duplicates)
                .put("packets_received", received)
                .put("socket_drops", socketDrops)
                .put("jitter_mean", meanJitterMillis)
                .put("jitter_max", maxJitterMillis)
                .put("sent_bytes", sentOctets)
                .put("sent_packets", sentPackets)
                .put("not_sent", notSent)
                .put("retransmits", retransmits)
                .put("rtt_ms_mean", meanRttMillis)
                .put("loss_runs", lossRuns)
                .put("loss_run_mean", meanLossRun())
                .put("loss_run_max", longestLossRun)
                .put("reorder_extent_max", maxReorderExtent)
                .put("burst_datagrams", burstDatagrams)
                .put("sender_cpu_ms", senderCpuMillis)
                .put("host_steal_percent_mean", hostStealPercent);
        delayVariation.putInto(json, "delay_variation");
        lateness.putInto(json, "lateness");
        return json;
    }
}
