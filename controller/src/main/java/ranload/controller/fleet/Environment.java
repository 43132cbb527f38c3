package ranload.controller.fleet;

import io.vertx.core.json.JsonObject;

/**
 * A far end that can be chosen.
 *
 * @param name as requests name it
 * @param hostname where SSH goes
 * @param username account there; null when there is no SSH
 * @param dataAddress host name or address where load goes when that is not the host name; null when it is
 * @param sshThroughNic true when SSH leaves through the session's NIC
 * @param builtIn true for {@code loopback}, whose agent is a child process
 */
public record Environment(
        String name,
        String hostname,
        int sshPort,
        String username,
        String dataAddress,
        boolean sshThroughNic,
        boolean builtIn) {
    /** The far end on this machine: no SSH and nothing to configure. */
    public static final String LOOPBACK = "loopback";

    /** Where load goes, as configured. */
    public String dataHost() {
        return dataAddress != null ? dataAddress : hostname;
    }

    /** What may be shown to anybody. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("name", name).put("hostname", hostname);
        if (!builtIn) {
            json.put("ssh_port", sshPort).put("username", username);
        }
        return dataAddress == null ? json : json.put("data_address", dataAddress);
    }
}
