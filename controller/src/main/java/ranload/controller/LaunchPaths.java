package ranload.controller;

import java.nio.file.Path;
import java.util.List;
import ranload.controller.config.EnvironmentConfig;
import ranload.deploy.ssh.HostKeyPolicy;
import ranload.deploy.ssh.NicBinding;
import ranload.deploy.ssh.PassphraseSource;
import ranload.deploy.ssh.SshLauncher;
import ranload.deploy.ssh.SshTarget;

/**
 * What starting agents takes from the process that does it.
 *
 * @param java runs agents on this machine
 * @param agentJar the agent, here and on its way to far hosts
 * @param runtime folder of a Java for far hosts that have none; need not exist
 * @param nearPrefix words before the near agent's command, such as {@code ip netns exec ue}; mostly empty
 * @param home folder of the user whom the process runs as: where SSH keys and known_hosts are by default
 * @param passphrase for encrypted keys whose environment names no file for it
 * @param farProcess one more far end on this machine; null for none
 */
public record LaunchPaths(
        Path java,
        Path agentJar,
        Path runtime,
        List<String> nearPrefix,
        Path home,
        PassphraseSource passphrase,
        FarProcess farProcess) {
    private static final Path SYSTEM_KNOWN_HOSTS = Path.of("/etc/ssh/ssh_known_hosts");

    public LaunchPaths {
        nearPrefix = List.copyOf(nearPrefix);
    }

    public LaunchPaths(
            Path java, Path agentJar, Path runtime, List<String> nearPrefix, Path home, PassphraseSource passphrase) {
        this(java, agentJar, runtime, nearPrefix, home, passphrase, null);
    }

    /** The same with both ends on this machine, each where its prefix leads. */
    public LaunchPaths withEnds(List<String> near, FarProcess far) {
        return new LaunchPaths(java, agentJar, runtime, near, home, passphrase, far);
    }

    /** Starts agents on a far server. */
    public SshLauncher sshLauncher(EnvironmentConfig environment, NicBinding through) {
        return new SshLauncher(sshTarget(environment, through), agentJar, runtime);
    }

    /** The same for a controller that another user runs. */
    public LaunchPaths withUser(Path otherHome, PassphraseSource other) {
        return new LaunchPaths(java, agentJar, runtime, nearPrefix, otherHome, other, farProcess);
    }

    /**
     * The far server of an environment, with everything that its configuration leaves out filled in.
     *
     * @param through the NIC that SSH must leave through; null when routing may decide
     */
    public SshTarget sshTarget(EnvironmentConfig environment, NicBinding through) {
        HostKeyPolicy known = new HostKeyPolicy.KnownHosts(
                environment.knownHosts() != null
                        ? List.of(environment.knownHosts())
                        : List.of(home.resolve(".ssh/known_hosts"), SYSTEM_KNOWN_HOSTS));
        return new SshTarget(
                environment.hostname(),
                environment.sshPort(),
                environment.username(),
                environment.sshKey() != null ? List.of(environment.sshKey()) : SshTarget.defaultKeys(home),
                environment.hostKey() != null ? new HostKeyPolicy.Pinned(environment.hostKey()) : known,
                environment.passphraseFile() != null
                        ? new PassphraseSource.File(environment.passphraseFile())
                        : passphrase,
                through,
                environment.java(),
                environment.agentDirectory(),
                SshTarget.DEFAULT_DEADLINE);
    }
}
