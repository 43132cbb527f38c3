package ranload.controller.session;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import ranload.bus.AgentFacts;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.Role;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.Transport;
import ranload.unit.BitRate;

/** Requests, hosts and plans that tests begin with. */
final class Plans {
    static final AgentFacts HOST = new AgentFacts(
            "ue",
            "6.1",
            "17",
            2,
            1,
            "epoll",
            1 << 20,
            0,
            List.of(
                    new AgentFacts.Nic("lo", true, true, 65_536, List.of("127.0.0.1", "::1")),
                    new AgentFacts.Nic("wwan0", true, false, 1500, List.of("192.0.2.1", "fe80::1", "2001:db8::1")),
                    new AgentFacts.Nic("eth0", true, false, 1500, List.of("198.51.100.7")),
                    new AgentFacts.Nic("eth1", false, false, 1500, List.of("198.51.100.8")),
                    new AgentFacts.Nic("eth2", true, false, 1500, List.of()),
                    new AgentFacts.Nic("ll0", true, false, 1500, List.of("169.254.7.7"))));

    private Plans() {}

    /** The far receiver's result of an upstream that ended early. */
    static StreamResult cutShort(SessionPlan plan, String cause) {
        return new StreamResult(
                plan.id(),
                Direction.UPSTREAM,
                0,
                Role.RECEIVER,
                1,
                1,
                1,
                0,
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                0,
                "epoll",
                null,
                Failure.of(cause, "cut short"));
    }

    static SessionRequest request(DirectionChoice direction, String nic, String environment, int streams) {
        return request(direction, nic, environment, streams, 3);
    }

    static SessionRequest request(DirectionChoice direction, String nic, String environment, int streams, int seconds) {
        return new SessionRequest(
                direction,
                new RateProfile.Constant(BitRate.ofMegabits(BigDecimal.TEN)),
                seconds,
                nic,
                environment,
                1400,
                null,
                null,
                0,
                Transport.UDP,
                streams,
                0,
                "",
                100,
                Pacing.BALANCED);
    }

    static FarHost far(String host, String... addresses) {
        return new FarHost("lab", host, Addressing.literals(List.of(addresses)), new AgentId("far.lab"), false);
    }

    static FarHost builtIn() {
        List<InetAddress> both = Addressing.literals(List.of("127.0.0.1", "::1"));
        return new FarHost("loopback", "localhost", both, new AgentId("far.loopback"), true);
    }

    static SessionPlan plan(SessionRequest request, FarHost far) {
        NicChoice nic = NicChoice.of(request.nic(), HOST);
        return SessionPlanner.plan(
                new SessionId(1_700_000_000_000L), Instant.EPOCH, request, AgentId.NEAR, nic, far, "0.1.0");
    }

    static SessionPlan plan(DirectionChoice direction, int streams) {
        return plan(request(direction, "wwan0", "lab", streams), far("server.example", "203.0.113.1"));
    }
}
