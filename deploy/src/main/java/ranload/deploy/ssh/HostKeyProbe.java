package ranload.deploy.ssh;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * Asks a server for its host key, for somebody to compare: the one that it shows to whoever pins a key. Nobody logs in, and
 * nothing is accepted.
 */
public final class HostKeyProbe {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private HostKeyProbe() {}

    /**
     * What a server showed.
     *
     * @param kind as known_hosts names it, such as {@code ssh-ed25519}
     * @param fingerprint as {@code ssh-keygen -l} prints it
     * @param known whether the target's own policy accepts it
     * @param localAddress of this machine, that the connection came from
     */
    public record Shown(String kind, String fingerprint, boolean known, InetAddress localAddress) {}

    /**
     * Asks. Blocking, 20 s at most.
     *
     * @throws ranload.session.FailureException about the way there, or {@code host_key_changed}, {@code host_key_revoked}
     *     where the policy knows better than to ask anybody
     */
    public static Shown ask(SshTarget target) {
        try (Deadline deadline = Deadline.in(LONGEST)) {
            Dialer dialer = new Dialer(target);
            Socket socket = dialer.connect(dialer.resolve(deadline), deadline);
            InetAddress local = socket.getLocalAddress();
            HostKeyCheck check = HostKeyCheck.of(target);
            meet(new SshConnection(target, check, List.of()), socket, check, deadline);
            PresentedKey key = check.presented();
            return new Shown(key.kind(), key.fingerprint(), check.trouble() == null, local);
        } catch (SshTrouble e) {
            throw e.toFailure().asException();
        }
    }

    private static void meet(SshConnection connection, Socket socket, HostKeyCheck check, Deadline deadline)
            throws SshTrouble {
        try {
            connection.meet(socket, deadline);
        } catch (SshTrouble e) {
            if (check.trouble() == null || !isForPeople(check)) {
                throw e;
            }
        } finally {
            connection.cut();
        }
    }

    /** Nothing is known against this key: neither another one of its kind, nor that it is revoked, nor which one is right. */
    private static boolean isForPeople(HostKeyCheck check) {
        return switch (check.trouble().code()) {
            case "host_key_unknown" -> true;
            case "host_key_changed" ->
                !check.knownKinds().isEmpty()
                        && !check.knownKinds().contains(check.presented().kind());
            default -> false;
        };
    }
}
