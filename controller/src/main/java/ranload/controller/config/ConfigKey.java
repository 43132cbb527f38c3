package ranload.controller.config;

import java.util.List;

/**
 * One key of the configuration file, for people.
 *
 * @param name with the keys that it lies in, joined by dots; {@code NAME} stands for an environment's name
 * @param defaultText what holds when the key is missing
 * @param meaning what it sets, with its unit
 */
public record ConfigKey(String name, String defaultText, String meaning) {
    private static final String SERVER = "servers.NAME.";

    /** Every key there is, in the order of the file. */
    public static final List<ConfigKey> ALL = List.of(
            new ConfigKey(
                    "database_path",
                    "~/.local/share/ran-load-generator/sessions.sqlite",
                    "SQLite file with sessions and rows; made when it does not exist"),
            new ConfigKey(SERVER + "hostname", "required", "far end: host name or address for SSH"),
            new ConfigKey(SERVER + "ssh_port", "22", "its SSH port"),
            new ConfigKey(SERVER + "username", "required", "account to log in to"),
            new ConfigKey(SERVER + "ssh_key", "what OpenSSH would try", "private key file"),
            new ConfigKey(SERVER + "host_key", "looked up in known_hosts", "the one host key to accept, SHA256:..."),
            new ConfigKey(SERVER + "data_address", "hostname", "address that load goes to"),
            new ConfigKey(SERVER + "ssh_via", "nic", "nic: SSH leaves through the NIC under test; or management"),
            new ConfigKey(SERVER + "java", "looked for", "java command on the far host"),
            new ConfigKey(SERVER + "agent_directory", "~/.cache there", "folder on the far host to keep the agent in"),
            new ConfigKey(SERVER + "passphrase_file", "none", "file whose first line opens the key"),
            new ConfigKey(SERVER + "known_hosts", "the user's and the system's", "known_hosts file"),
            new ConfigKey(SERVER + "limits.max_mbps", "limits.environment", "its sessions together, each direction"),
            new ConfigKey(SERVER + "limits.max_seconds", "limits.environment", "duration of one of its sessions, s"),
            new ConfigKey(SERVER + "limits.max_sessions", "limits.environment", "its sessions at the same time"),
            new ConfigKey(SERVER + "limits.max_octets_per_day", "limits.environment", "payload of its UTC day"),
            new ConfigKey("http.host", "127.0.0.1", "address to listen on"),
            new ConfigKey("http.port", "8080", "port to listen on; 0: any free one"),
            new ConfigKey("http.socket", "none", "Unix domain socket to listen on instead"),
            new ConfigKey("http.tls.certificate", "no TLS", "PEM file with the certificate and its chain"),
            new ConfigKey("http.tls.key", "no TLS", "PEM file with the certificate's key"),
            new ConfigKey("http.token_file", "none", "file with hashes of the tokens that callers must send"),
            new ConfigKey("http.insecure", "false", "true: listen off loopback without token and TLS"),
            new ConfigKey("event_bus.host", "127.0.0.1", "loopback address for watchers by plain TCP"),
            new ConfigKey("event_bus.port", "none", "port for watchers by plain TCP; 0: any free one"),
            new ConfigKey("event_bus.socket", "none", "Unix domain socket for such watchers instead"),
            new ConfigKey("agents.host", "0.0.0.0", "address where agents dial in, by TLS"),
            new ConfigKey("agents.port", "none", "port where agents dial in; 0: any free one"),
            new ConfigKey("agents.tls.certificate", "http.tls", "PEM file with the certificate and its chain"),
            new ConfigKey("agents.tls.key", "http.tls", "PEM file with the certificate's key"),
            new ConfigKey("agents.token_file", "http.token_file", "file with hashes of the agents' tokens"),
            new ConfigKey("limits.max_mbps", "100000", "offered load of one session, Mbit/s"),
            new ConfigKey("limits.max_seconds", "86400", "duration of one session, s"),
            new ConfigKey("limits.max_sessions", "1000", "sessions at the same time"),
            new ConfigKey("limits.max_total_mbps", "no limit", "all sessions together, each direction, Mbit/s"),
            new ConfigKey("limits.max_octets_per_day", "no limit", "payload of all sessions on a day in UTC"),
            new ConfigKey("limits.agent.max_mbps", "no limit", "sessions of one agent together, Mbit/s"),
            new ConfigKey("limits.agent.max_seconds", "no limit", "duration of one session of an agent, s"),
            new ConfigKey("limits.agent.max_sessions", "no limit", "sessions of one agent at the same time"),
            new ConfigKey("limits.agent.max_octets_per_day", "no limit", "payload of one agent's UTC day"),
            new ConfigKey("limits.environment.max_mbps", "no limit", "sessions of one environment together, Mbit/s"),
            new ConfigKey("limits.environment.max_seconds", "no limit", "duration of one session there, s"),
            new ConfigKey("limits.environment.max_sessions", "no limit", "sessions there at the same time"),
            new ConfigKey("limits.environment.max_octets_per_day", "no limit", "payload of its UTC day"));
}
