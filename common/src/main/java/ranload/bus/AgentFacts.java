package ranload.bus;

import java.util.List;

/**
 * What an agent knows of its host, for people and for the planner.
 *
 * @param host host name
 * @param kernel kernel release
 * @param javaVersion of the agent's process
 * @param cpus processors the process may use
 * @param pid process id
 * @param io how it drives sockets: {@code epoll} natively, {@code nio} by Java alone
 * @param maxReceiveBufferOctets largest socket receive buffer that could be had
 * @param loadNiceness of the threads that send and receive load: -5 where the agent may let them come first, else 0
 * @param nics in the kernel's order, loopback included
 */
public record AgentFacts(
        String host,
        String kernel,
        String javaVersion,
        int cpus,
        long pid,
        String io,
        long maxReceiveBufferOctets,
        int loadNiceness,
        List<Nic> nics) {
    public AgentFacts {
        nics = List.copyOf(nics);
    }

    /**
     * One network interface.
     *
     * @param up administratively and operationally up
     * @param addresses textual, without scope, IPv4 first
     */
    public record Nic(String name, boolean up, boolean loopback, int mtu, List<String> addresses) {
        public Nic {
            addresses = List.copyOf(addresses);
        }
    }
}
