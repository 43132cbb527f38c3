package ranload.deploy.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Targets that differ from another in one thing. */
final class Targets {
    private Targets() {}

    static SshTarget withPort(SshTarget t, int port) {
        return new SshTarget(
                t.host(),
                port,
                t.username(),
                t.keys(),
                t.hostKey(),
                t.passphrase(),
                t.leaveThrough(),
                t.java(),
                t.directory(),
                t.deadline());
    }

    static SshTarget withHost(SshTarget t, String host) {
        return new SshTarget(
                host,
                t.port(),
                t.username(),
                t.keys(),
                t.hostKey(),
                t.passphrase(),
                t.leaveThrough(),
                t.java(),
                t.directory(),
                t.deadline());
    }

    static SshTarget withKeys(SshTarget t, Path... keys) {
        return new SshTarget(
                t.host(),
                t.port(),
                t.username(),
                List.of(keys),
                t.hostKey(),
                t.passphrase(),
                t.leaveThrough(),
                t.java(),
                t.directory(),
                t.deadline());
    }

    static SshTarget withHostKey(SshTarget t, HostKeyPolicy policy) {
        return new SshTarget(
                t.host(),
                t.port(),
                t.username(),
                t.keys(),
                policy,
                t.passphrase(),
                t.leaveThrough(),
                t.java(),
                t.directory(),
                t.deadline());
    }

    static SshTarget withPassphrase(SshTarget t, PassphraseSource source) {
        return new SshTarget(
                t.host(),
                t.port(),
                t.username(),
                t.keys(),
                t.hostKey(),
                source,
                t.leaveThrough(),
                t.java(),
                t.directory(),
                t.deadline());
    }

    static SshTarget withNic(SshTarget t, NicBinding nic) {
        return new SshTarget(
                t.host(),
                t.port(),
                t.username(),
                t.keys(),
                t.hostKey(),
                t.passphrase(),
                nic,
                t.java(),
                t.directory(),
                t.deadline());
    }

    static SshTarget withJava(SshTarget t, String java) {
        return new SshTarget(
                t.host(),
                t.port(),
                t.username(),
                t.keys(),
                t.hostKey(),
                t.passphrase(),
                t.leaveThrough(),
                java,
                t.directory(),
                t.deadline());
    }

    static SshTarget withDirectory(SshTarget t, String directory) {
        return new SshTarget(
                t.host(),
                t.port(),
                t.username(),
                t.keys(),
                t.hostKey(),
                t.passphrase(),
                t.leaveThrough(),
                t.java(),
                directory,
                t.deadline());
    }

    static SshTarget withDeadline(SshTarget t, Duration deadline) {
        return new SshTarget(
                t.host(),
                t.port(),
                t.username(),
                t.keys(),
                t.hostKey(),
                t.passphrase(),
                t.leaveThrough(),
                t.java(),
                t.directory(),
                deadline);
    }
}
