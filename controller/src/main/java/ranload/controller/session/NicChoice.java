package ranload.controller.session;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import ranload.bus.AgentFacts;
import ranload.session.Failure;

/**
 * The near NIC that a request means, with the addresses that load may leave from.
 *
 * @param name the NIC's name
 * @param loopback true for the loopback NIC
 * @param addresses the one that was asked for, else all of the NIC, routable ones before link-local ones
 */
record NicChoice(String name, boolean loopback, List<InetAddress> addresses) {
    /**
     * Finds the NIC by name, by local IP, or by {@code ip%nic}.
     *
     * @throws ranload.session.FailureException {@code unknown_interface}, {@code nic_down} or {@code no_address}
     */
    static NicChoice of(String wanted, AgentFacts facts) {
        int percent = wanted.indexOf('%');
        String ipText = percent < 0 ? wanted : wanted.substring(0, percent);
        Optional<InetAddress> ip = Addressing.literal(ipText);
        if (percent >= 0) {
            InetAddress address = ip.orElseThrow(() -> fail(
                    "unknown_interface", "'" + ipText + "' before % is no IP address: give ip%nic or a NIC's name"));
            AgentFacts.Nic nic = named(wanted.substring(percent + 1), facts).orElseThrow(() -> unknown(wanted, facts));
            if (!has(nic, address)) {
                throw fail("no_address", nic.name() + " has no address " + ipText + ", it has " + describe(nic));
            }
            return checked(nic, List.of(address));
        }
        Optional<AgentFacts.Nic> byName = named(wanted, facts);
        if (byName.isPresent()) {
            return checked(byName.get(), Addressing.literals(byName.get().addresses()));
        }
        InetAddress address = ip.orElseThrow(() -> unknown(wanted, facts));
        AgentFacts.Nic nic = facts.nics().stream()
                .filter(candidate -> has(candidate, address))
                .findFirst()
                .orElseThrow(() -> unknown(wanted, facts));
        return checked(nic, List.of(address));
    }

    private static NicChoice checked(AgentFacts.Nic nic, List<InetAddress> addresses) {
        if (!nic.up()) {
            throw fail("nic_down", nic.name() + " is down: bring it up, for example ip link set " + nic.name() + " up");
        }
        if (addresses.isEmpty()) {
            throw fail("no_address", nic.name() + " has no IP address: give it one");
        }
        List<InetAddress> ordered = addresses.stream()
                .sorted(Comparator.comparing(InetAddress::isLinkLocalAddress))
                .toList();
        return new NicChoice(nic.name(), nic.loopback(), ordered);
    }

    private static Optional<AgentFacts.Nic> named(String name, AgentFacts facts) {
        return facts.nics().stream().filter(nic -> nic.name().equals(name)).findFirst();
    }

    private static boolean has(AgentFacts.Nic nic, InetAddress address) {
        return Addressing.literals(nic.addresses()).contains(address);
    }

    private static RuntimeException unknown(String wanted, AgentFacts facts) {
        String known = facts.nics().stream()
                .map(nic -> nic.name() + " (" + describe(nic) + ")")
                .collect(Collectors.joining(", "));
        return fail("unknown_interface", "no NIC or address '" + wanted + "' on " + facts.host() + ": it has " + known);
    }

    private static String describe(AgentFacts.Nic nic) {
        String addresses = nic.addresses().isEmpty() ? "no address" : String.join(" ", nic.addresses());
        return nic.up() ? addresses : addresses + ", down";
    }

    private static RuntimeException fail(String code, String message) {
        return new Failure(code, "interface: " + message, "interface").asException();
    }
}
