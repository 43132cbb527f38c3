package ranload.deploy.ssh;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.compression.Compression;
import net.schmizz.sshj.transport.compression.DelayedZlibCompression;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;

/**
 * One SSH connection, from an open socket to a running command. Its steps belong to one thread; {@link #close} to any.
 * No wait in it has a limit of its own that matters: whoever closes the socket ends them all.
 *
 * <p>It asks for no keep-alive: OpenSSH's sshd reads nothing more before its answer has left, which after a drop of 2 min
 * may take 2 min again, as long as its TCP waits between two attempts. What travels over it has pings of its own.
 */
final class SshConnection implements Closeable {
    /**
     * For an answer, and for room to send on in an upload: the library does not learn of a connection that broke while it
     * waits for that.
     */
    private static final int LONGEST_STALL_MILLIS = 30_000;

    private final SshTarget target;
    private final SSHClient client;
    private final HostKeyCheck check;
    private Socket socket;

    SshConnection(SshTarget target) throws SshTrouble {
        this(target, HostKeyCheck.of(target));
    }

    private SshConnection(SshTarget target, HostKeyCheck check) {
        this(target, check, check.knownKinds());
    }

    /** @param kindsFirst the kinds of host keys to ask for before all others */
    SshConnection(SshTarget target, HostKeyCheck check, List<String> kindsFirst) {
        this.target = target;
        this.check = check;
        DefaultConfig config = new DefaultConfig();
        config.setKeyAlgorithms(knownKindsFirst(config.getKeyAlgorithms(), kindsFirst));
        this.client = new SSHClient(config);
        client.addHostKeyVerifier(check);
    }

    /** The keys it can log in with. */
    List<KeyProvider> loadKeys() throws SshTrouble {
        return new KeyFiles(target, client).load();
    }

    /**
     * Talks SSH over this socket until the server has proven itself.
     *
     * @return the kind and fingerprint of its key
     */
    String meet(Socket open, Deadline deadline) throws SshTrouble {
        socket = open;
        int limitMillis = (int) Math.min(Integer.MAX_VALUE, target.deadline().toMillis());
        client.getTransport().setTimeoutMs(limitMillis);
        client.getConnection().setTimeoutMs(Math.min(limitMillis, LONGEST_STALL_MILLIS));
        client.setSocketFactory(new ReadySocketFactory(open));
        try {
            client.connect(target.host(), target.port());
            return check.accepted();
        } catch (IOException | RuntimeException e) {
            if (check.trouble() != null) {
                throw check.trouble();
            }
            throw timeoutOr(
                    deadline,
                    new SshTrouble(
                            "ssh_protocol",
                            target.describe() + " accepts connections but does not speak SSH with us: "
                                    + e.getMessage(),
                            "check that ssh_port is sshd's; a server that limits new connections may want a pause"));
        }
    }

    void logIn(List<KeyProvider> keys, Deadline deadline) throws SshTrouble {
        try {
            client.authPublickey(target.username(), keys);
        } catch (UserAuthException e) {
            throw timeoutOr(deadline, refusedAll(keys.size()));
        } catch (TransportException e) {
            throw timeoutOr(
                    deadline,
                    new SshTrouble(
                            "ssh_auth_failed",
                            target.describe() + " ended the connection while " + keys.size() + " keys were tried: "
                                    + e.getMessage(),
                            cureOfLogin()));
        }
    }

    /**
     * Agrees with the server anew on how what follows travels: compressed, where it can, or as it is. Nothing may be on
     * its way from here meanwhile.
     */
    void compress(boolean wanted) throws IOException {
        List<Factory.Named<Compression>> kinds = wanted
                ? List.of(new DelayedZlibCompression.Factory(), new NoneCompression.Factory())
                : List.of(new NoneCompression.Factory());
        client.getTransport().getConfig().setCompressionFactories(kinds);
        client.rekey();
    }

    /** Runs a command without a terminal; its streams are in what is returned. */
    Session.Command run(String command, Deadline deadline) throws SshTrouble {
        try {
            return newSession().exec(command);
        } catch (ConnectionException | TransportException e) {
            throw timeoutOr(
                    deadline,
                    new SshTrouble(
                            "ssh_exec_refused",
                            target.describe() + " does not let this user run commands: " + e.getMessage(),
                            "allow it to run commands: a shell in its account, no internal-sftp, MaxSessions above 0"));
        }
    }

    /** For one command. */
    Session newSession() throws ConnectionException, TransportException {
        try {
            return client.startSession();
        } catch (IllegalStateException e) {
            // What the library throws when the connection is gone already.
            throw new ConnectionException(e.getMessage(), e);
        }
    }

    /** The address of this machine that it came from, when there is no such address here any more. */
    Optional<String> lostAddress() {
        InetAddress local = socket == null ? null : socket.getLocalAddress();
        if (local == null || local.isAnyLocalAddress()) {
            return Optional.empty();
        }
        try {
            return NetworkInterface.getByInetAddress(local) == null
                    ? Optional.of(local.getHostAddress())
                    : Optional.empty();
        } catch (SocketException unknown) {
            return Optional.empty();
        }
    }

    /** At once and for certain: the socket too. */
    @Override
    public void close() throws IOException {
        try {
            client.disconnect();
        } finally {
            if (socket != null) {
                socket.close();
            }
        }
    }

    /** Cuts the connection without a word, which ends every wait on it. */
    void cut() {
        Dialer.closeQuietly(socket);
    }

    private SshTrouble refusedAll(int count) {
        Collection<String> allowed = new ArrayList<>();
        client.getUserAuth().getAllowedMethods().forEach(allowed::add);
        String offered = allowed.isEmpty() || allowed.contains("publickey")
                ? ""
                : "; it takes only " + String.join(", ", allowed);
        return new SshTrouble(
                "ssh_auth_failed",
                target.describe() + " accepts none of " + count + " keys (" + keyNames() + ")" + offered,
                cureOfLogin());
    }

    private String keyNames() {
        return String.join(", ", target.keys().stream().map(Object::toString).toList());
    }

    private String cureOfLogin() {
        String key = target.keys().isEmpty() ? "KEY" : target.keys().get(0).toString();
        return "correct username or ssh_key, or run `ssh-copy-id -i " + key + ".pub -p " + target.port() + " "
                + target.username() + "@" + target.host() + "`";
    }

    private SshTrouble timeoutOr(Deadline deadline, SshTrouble otherwise) {
        return deadline.passed()
                ? new SshTrouble(
                        "ssh_timeout",
                        target.describe() + " was reached but did not go on within "
                                + deadline.limit().toMillis() + " ms",
                        "check that ssh_port is sshd's and that the server is not overloaded")
                : otherwise;
    }

    /**
     * The server picks the first kind of ours that it has: the one it is known by comes first, or a new kind of key
     * would be taken for a changed one. Certificates come last unless an authority is known.
     */
    private static <T> List<Factory.Named<T>> knownKindsFirst(List<Factory.Named<T>> ours, List<String> known) {
        List<Factory.Named<T>> sorted = new ArrayList<>(ours);
        sorted.sort(Comparator.comparingInt(algorithm -> rank(algorithm.getName(), known)));
        return sorted;
    }

    private static int rank(String algorithm, List<String> known) {
        String kind = algorithm.startsWith("rsa-sha2-") && !algorithm.contains("-cert-") ? "ssh-rsa" : algorithm;
        if (known.contains(kind)) {
            return 0;
        }
        return algorithm.contains("-cert-") ? 2 : 1;
    }
}
