package ranload.controller.config;

import java.nio.file.Path;
import ranload.deploy.ssh.HostKeyPolicy;

/**
 * One far end: a host with sshd that the controller may log in to.
 *
 * @param hostname name or address for SSH, and for the load unless {@code dataAddress} says otherwise
 * @param sshPort 1 to 65,535
 * @param username account on the far host
 * @param sshKey private key file; null to try the ones an OpenSSH client would
 * @param hostKey the only host key to accept, as {@code SHA256:...}; null to look it up in {@code knownHosts}
 * @param dataAddress address that load goes to; null for the one that {@code hostname} resolves to
 * @param sshVia {@code nic}: SSH leaves through the NIC under test; {@code management}: as the routing table says
 * @param java java command on the far host; null to look for it
 * @param agentDirectory folder on the far host that the agent is kept in, absolute or after {@code ~/}; null for the
 *     account's cache
 * @param passphraseFile file whose first line opens the key; null when the key has no passphrase
 * @param knownHosts known_hosts file; null for the user's and the system's
 */
public record EnvironmentConfig(
        String hostname,
        int sshPort,
        String username,
        Path sshKey,
        String hostKey,
        String dataAddress,
        String sshVia,
        String java,
        String agentDirectory,
        Path passphraseFile,
        Path knownHosts) {
    /** SSH leaves through the NIC under test. */
    public static final String VIA_NIC = "nic";

    /** SSH leaves as the routing table says. */
    public static final String VIA_MANAGEMENT = "management";

    public static final int DEFAULT_SSH_PORT = 22;

    public EnvironmentConfig {
        require(hostname != null && !hostname.isBlank(), "hostname: must be a host name or an IP address");
        require(sshPort >= 1 && sshPort <= 65_535, "ssh_port: must be 1 to 65535, got " + sshPort);
        require(username != null && !username.isBlank(), "username: must be the account to log in to");
        if (hostKey != null) {
            new HostKeyPolicy.Pinned(hostKey);
        }
        require(dataAddress == null || !dataAddress.isBlank(), "data_address: must be a host name or an IP address");
        require(java == null || !java.isBlank(), "java: must be a java command, got ''");
        require(
                agentDirectory == null || agentDirectory.startsWith("/") || agentDirectory.startsWith("~/"),
                "agent_directory: must begin with / or ~/, got " + agentDirectory);
        require(
                VIA_NIC.equals(sshVia) || VIA_MANAGEMENT.equals(sshVia),
                "ssh_via: must be nic or management, got " + sshVia);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
