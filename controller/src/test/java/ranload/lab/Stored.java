package ranload.lab;

import java.util.List;
import java.util.Map;

/** One session as it stands in a database. Directions are u and d, columns those of {@code session_data}. */
public record Stored(Database database, long id) {
    public String state() {
        return database.texts("SELECT state FROM sessions WHERE session_id = " + id)
                .get(0);
    }

    /** State, cause and warnings, for the message of an assertion. */
    public String story() {
        return database.rows("SELECT state, cause_code, cause_message FROM sessions WHERE session_id = " + id) + " "
                + database.rows("SELECT agent, code, message FROM session_warning WHERE session_id = " + id) + " "
                + rows();
    }

    private List<Map<String, Object>> rows() {
        return database.rows(
                "SELECT interval, record_type, sample_duration, total_bytes, packets_sent, packets_received,"
                        + " errors, packets_out_of_order, duplicates, socket_drops, sent_bytes, sent_packets, not_sent,"
                        + " receiver_complete, sender_complete FROM session_data WHERE session_id = " + id
                        + " ORDER BY interval, record_type");
    }

    /** Interval numbers that both ends have reported in full, in order. */
    public List<Integer> completeIntervals(String direction) {
        return database
                .texts("SELECT interval FROM session_data WHERE receiver_complete = 1 AND sender_complete = 1"
                        + where(direction) + " ORDER BY interval")
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    /** Interval numbers that one end of stream 0 has reported, in order; role is receiver or sender. */
    public List<Integer> intervals(String direction, String role) {
        String mark = role.equals("receiver") ? "received_timestamp" : "sent_timestamp";
        return database
                .texts("SELECT interval FROM stream_data WHERE stream = 0 AND " + mark + " IS NOT NULL"
                        + where(direction) + " ORDER BY interval")
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    /** Sum of a column over the session. */
    public double sum(String direction, String column) {
        return database.number("SELECT sum(" + column + ") FROM session_data WHERE 1 = 1" + where(direction));
    }

    /** Octets received per second of measured time, in Mbit/s. */
    public double megabitsPerSecond(String direction) {
        return sum(direction, "total_bytes") * 8 / sum(direction, "sample_duration") / 1e6;
    }

    public double lossPercent(String direction) {
        return 100 * sum(direction, "errors") / sum(direction, "packets_sent");
    }

    private String where(String direction) {
        return " AND session_id = " + id + " AND record_type = '" + direction + "'";
    }
}
