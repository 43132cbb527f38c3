package ranload.controller.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import ranload.bus.AgentFacts;
import ranload.controller.config.NearEnd;
import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Fleet;
import ranload.controller.store.SessionStore;
import ranload.deploy.ssh.NicBinding;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;

/** Makes a plan of a request: asks the near agent for its NICs and resolves the far end. Confined to the fleet's context. */
final class PlanMaker {
    private final Fleet fleet;
    private final FarResolver resolver;
    private final SessionStore store;
    private final InstantSource wall;
    private final String version;

    /** @param version the controller's, stored with every session */
    PlanMaker(Vertx vertx, Fleet fleet, SessionStore store, InstantSource wall, String version) {
        this.fleet = fleet;
        this.resolver = new FarResolver(vertx);
        this.store = store;
        this.wall = wall;
        this.version = version;
    }

    /** The plan, not stored yet; or a failure with what is wrong with the request, or keeps the near agent from running. */
    Future<SessionPlan> plan(SessionRequest request, Environment environment) {
        NearEnd near = NearEnd.of(request.nic());
        Future<AgentFacts> facts = near.isBesideController()
                ? fleet.nearFacts(near.agent())
                : fleet.nearFacts(near.agent())
                        .recover(cause -> Future.failedFuture(
                                NearEnd.blamed(Failure.from(cause)).asException()));
        Future<List<InetAddress>> addresses = resolver.resolve(environment);
        return Future.all(facts, addresses).map(both -> {
            NicChoice nic = NicChoice.of(near.nic(), facts.result());
            AgentId far = fleet.farId(
                    environment,
                    binding(near.agent(), nic.name(), nic.addresses().get(0)));
            FarHost host = new FarHost(
                    environment.name(), environment.dataHost(), addresses.result(), far, environment.builtIn());
            SessionId id = store.nextId(wall.millis());
            return SessionPlanner.plan(id, wall.instant(), request, near.agent(), nic, host, version);
        });
    }

    /** What SSH to a session's far end leaves through; null when its NIC is not one of this machine. */
    static NicBinding binding(SessionPlan plan) {
        return binding(
                plan.near(),
                plan.nicName(),
                Addressing.literal(plan.nearAddress()).orElseThrow());
    }

    private static NicBinding binding(AgentId near, String nicName, InetAddress address) {
        return near.equals(AgentId.NEAR) ? new NicBinding(nicName, address) : null;
    }
}
