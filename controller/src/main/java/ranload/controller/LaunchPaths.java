package ranload.controller;

import java.nio.file.Path;
import java.util.List;
import ranload.deploy.ssh.PassphraseSource;

/**
 * What starting agents takes from the process that does it.
 *
 * @param java runs agents on this machine
 * @param agentJar the agent, here and on its way to far hosts
 * @param nearPrefix words before the near agent's command, such as {@code ip netns exec ue}; mostly empty
 * @param home folder of the user whom the process runs as: where SSH keys and known_hosts are by default
 * @param passphrase for encrypted keys whose environment names no file for it
 */
public record LaunchPaths(Path java, Path agentJar, List<String> nearPrefix, Path home, PassphraseSource passphrase) {
    public LaunchPaths {
        nearPrefix = List.copyOf(nearPrefix);
    }
}
