package ranload.deploy.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a host name to an open TCP connection. Holds nothing. */
final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    private final SshTarget target;

    Dialer(SshTarget target) {
        this.target = target;
    }

    /**
     * The addresses of the target, those that the NIC's own address can reach. The resolver cannot be interrupted, so a
     * thread of its own waits for it and is left behind at the deadline; the resolver's own limit ends it.
     */
    List<InetAddress> resolve(Deadline deadline) throws SshTrouble {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(target.host()));
        Thread thread = new Thread(lookup, "ssh-resolve");
        thread.setDaemon(true);
        thread.start();
        try {
            InetAddress[] all = lookup.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
            return ofRightFamily(all);
        } catch (TimeoutException e) {
            throw new SshTrouble(
                    "ssh_timeout",
                    "no answer about the name " + target.host() + " within "
                            + deadline.limit().toMillis() + " ms",
                    "check this machine's resolver, or give an address as hostname");
        } catch (ExecutionException e) {
            throw unknownHost();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshTrouble("ssh_interrupted", "looking up " + target.host() + " was interrupted", "");
        }
    }

    /** Tries each address in turn; each gets an equal share of the time that is left. */
    Socket connect(List<InetAddress> addresses, Deadline deadline) throws SshTrouble {
        IOException last = new UnknownHostException(target.host());
        for (int i = 0; i < addresses.size() && !deadline.passed(); i++) {
            long limitMillis = Math.max(1, deadline.remaining().toMillis() / (addresses.size() - i));
            Socket socket = newSocket();
            deadline.guard(socket);
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(addresses.get(i), target.port()), (int) limitMillis);
                return socket;
            } catch (IOException e) {
                closeQuietly(socket);
                last = e;
            }
        }
        throw unreached(last, addresses, deadline);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a socket that is of no more use: {}", e.toString());
        }
    }

    private Socket newSocket() throws SshTrouble {
        NicBinding nic = target.leaveThrough();
        try {
            return nic == null ? NicSocket.routed() : NicSocket.boundTo(nic);
        } catch (IOException e) {
            if (nic == null) {
                throw new SshTrouble(
                        "ssh_unreachable",
                        "no socket for SSH to " + target.describe() + ": " + e.getMessage(),
                        "look at how many files this process may open");
            }
            throw new SshTrouble(
                    "nic_unusable",
                    "SSH to " + target.describe() + " cannot leave through NIC " + nic.nicName() + ": "
                            + e.getMessage(),
                    "choose a NIC that is there and up, or set ssh_via: management for this environment");
        }
    }

    private List<InetAddress> ofRightFamily(InetAddress[] all) throws SshTrouble {
        NicBinding nic = target.leaveThrough();
        if (nic == null || nic.localAddress() == null) {
            return List.of(all);
        }
        List<InetAddress> fitting = Arrays.stream(all)
                .filter(address ->
                        address.getAddress().length == nic.localAddress().getAddress().length)
                .toList();
        if (fitting.isEmpty()) {
            throw new SshTrouble(
                    "ssh_unreachable",
                    target.host() + " has only the address " + all[0].getHostAddress() + ", of another family than "
                            + nic.localAddress().getHostAddress() + " on NIC " + nic.nicName(),
                    "choose the NIC's address of that family, or set ssh_via: management for this environment");
        }
        return fitting;
    }

    private SshTrouble unknownHost() {
        return new SshTrouble(
                "ssh_unknown_host",
                "no address is known for " + target.host(),
                "correct hostname, or check this machine's resolver");
    }

    private SshTrouble unreached(IOException e, List<InetAddress> addresses, Deadline deadline) {
        String through = target.leaveThrough() == null
                ? ""
                : " through NIC " + target.leaveThrough().nicName();
        String at =
                target.describe() + " (" + addresses.get(addresses.size() - 1).getHostAddress() + ")" + through;
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (deadline.passed() || e instanceof SocketTimeoutException) {
            return new SshTrouble(
                    "ssh_timeout",
                    "nothing at " + at + " answered within " + deadline.limit().toMillis() + " ms",
                    "check hostname, ssh_port and the firewalls between");
        }
        if (text.contains("refused")) {
            return new SshTrouble(
                    "ssh_refused",
                    at + " refused the connection",
                    "start sshd there, or correct hostname and ssh_port");
        }
        return new SshTrouble(
                "ssh_unreachable", at + " cannot be reached: " + e.getMessage(), "check route, NIC and hostname");
    }
}
