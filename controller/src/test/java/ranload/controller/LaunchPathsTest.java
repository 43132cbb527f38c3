package ranload.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import ranload.controller.config.EnvironmentConfig;
import ranload.deploy.ssh.HostKeyPolicy;
import ranload.deploy.ssh.NicBinding;
import ranload.deploy.ssh.PassphraseSource;
import ranload.deploy.ssh.SshTarget;

class LaunchPathsTest {
    private static final NicBinding NIC = new NicBinding("wwan0", null);
    private static final String FINGERPRINT = "SHA256:" + "A".repeat(43);
    private static final PassphraseSource PROMPT = new PassphraseSource.Prompt(key -> null);
    private static final LaunchPaths PATHS = new LaunchPaths(
            Path.of("/java"), Path.of("/agent.jar"), Path.of("/runtime"), List.of(), Path.of("/home/me"), PROMPT);

    @Test
    void looksWhereAnSshClientWouldForWhatTheEnvironmentLeavesOut() {
        SshTarget target = PATHS.sshTarget(environment(null, null, null, null), NIC);

        assertThat(target.keys()).isEqualTo(SshTarget.defaultKeys(Path.of("/home/me")));
        assertThat(target.hostKey())
                .isEqualTo(new HostKeyPolicy.KnownHosts(
                        List.of(Path.of("/home/me/.ssh/known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"))));
        assertThat(target.passphrase()).isEqualTo(PROMPT);
        assertThat(target.leaveThrough()).isEqualTo(NIC);
    }

    @Test
    void takesWhatTheEnvironmentNames() {
        SshTarget target =
                PATHS.sshTarget(environment(Path.of("/key"), FINGERPRINT, Path.of("/pass"), Path.of("/known")), null);

        assertThat(target.keys()).containsExactly(Path.of("/key"));
        assertThat(target.hostKey()).isEqualTo(new HostKeyPolicy.Pinned(FINGERPRINT));
        assertThat(target.passphrase()).isEqualTo(new PassphraseSource.File(Path.of("/pass")));
        assertThat(target.leaveThrough()).isNull();
    }

    private static EnvironmentConfig environment(Path key, String hostKey, Path passphraseFile, Path knownHosts) {
        return new EnvironmentConfig(
                "192.0.2.7", 22, "me", key, hostKey, null, "nic", null, null, passphraseFile, knownHosts);
    }
}
