package ranload.controller.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.StreamSpec;

/** Turns a request into a plan. Pure: everything it knows comes in as an argument. */
final class SessionPlanner {
    private SessionPlanner() {}

    /**
     * The plan, complete and with the far address pinned. The first far address whose family the chosen NIC has, wins.
     *
     * @throws ranload.session.FailureException {@code no_address}, {@code wrong_interface}, {@code wrong_environment},
     *     {@code far_address_refused}
     */
    static SessionPlan plan(
            SessionId id,
            Instant createdAt,
            SessionRequest request,
            AgentId near,
            NicChoice nic,
            FarHost far,
            String version) {
        for (InetAddress farAddress : far.addresses()) {
            for (InetAddress nearAddress : nic.addresses()) {
                if (Addressing.sameFamily(nearAddress, farAddress)) {
                    Addressing.requireFarHost(farAddress, nearAddress, far.loopbackMeant(), far.host());
                    requireReach(near, nic, farAddress, far);
                    return new SessionPlan(
                            id,
                            createdAt,
                            request,
                            nic.name(),
                            nearAddress.getHostAddress(),
                            far.host(),
                            farAddress.getHostAddress(),
                            near,
                            far.agent(),
                            streams(request),
                            version);
                }
            }
        }
        String family = far.addresses().get(0) instanceof Inet4Address ? "IPv4" : "IPv6";
        throw new Failure(
                        "no_address",
                        "interface: " + nic.name() + " gives no " + family + " address, which " + far.host()
                                + " needs: choose another interface, or give it one",
                        "interface")
                .asException();
    }

    private static void requireReach(AgentId near, NicChoice nic, InetAddress farAddress, FarHost far) {
        if (farAddress.isLoopbackAddress() && !near.equals(AgentId.NEAR)) {
            throw new Failure(
                            "wrong_environment",
                            "environment: " + far.environment() + " is the controller's own machine by its loopback"
                                    + " address, where agent " + near
                                    + " is not: choose an environment with an address of the network",
                            "environment")
                    .asException();
        }
        if (nic.loopback() == farAddress.isLoopbackAddress()) {
            return;
        }
        String cure = nic.loopback()
                ? far.host() + " cannot be reached through " + nic.name() + ": choose another interface"
                : "environment " + far.environment() + " is this machine, reached only through the loopback interface"
                        + " (lo)";
        throw new Failure("wrong_interface", "interface: " + cure, "interface").asException();
    }

    private static List<StreamSpec> streams(SessionRequest request) {
        return IntStream.range(0, request.streams())
                .mapToObj(index -> new StreamSpec(
                        index,
                        request.direction(),
                        request.protocol(),
                        request.bandwidth().share(request.streams()),
                        request.datagramOctets(),
                        request.tos(),
                        request.maxBurstMicros(),
                        request.pacing(),
                        request.omitSeconds(),
                        port(request.localPort(), index),
                        port(request.remotePort(), index)))
                .toList();
    }

    private static int port(Integer first, int index) {
        return first == null ? 0 : first + index;
    }
}
