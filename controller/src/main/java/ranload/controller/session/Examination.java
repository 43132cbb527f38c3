package ranload.controller.session;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import ranload.bus.AgentFacts;
import ranload.controller.config.NearEnd;
import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Fleet;
import ranload.deploy.DoctorStep;
import ranload.deploy.ssh.NicBinding;
import ranload.session.Failure;
import ranload.session.FailureException;

/** Walks the way that a session would take, step by step, up to the first that is wrong. Thread-safe. */
public record Examination(Fleet fleet) {
    /**
     * Where the interface is that of an agent that dials in, that agent and its NIC are looked at first, and SSH leaves as
     * routing says. Bounded by the launcher's deadline.
     *
     * @param wanted the interface as a session's request names it; null when routing may decide
     */
    public Future<List<DoctorStep>> walk(Environment environment, String wanted) {
        if (wanted == null) {
            return fleet.examine(environment, null);
        }
        NearEnd near = NearEnd.of(wanted);
        if (near.isBesideController()) {
            return fleet.examine(environment, environment.sshThroughNic() ? new NicBinding(wanted, null) : null);
        }
        return fleet.nearFacts(near.agent())
                .map(facts -> steps(near, facts, environment))
                .otherwise(why -> List.of(unreached(near, Failure.from(why))))
                .compose(steps -> steps.stream().allMatch(DoctorStep::ok)
                        ? fleet.examine(environment, null).map(further -> joined(steps, further))
                        : Future.succeededFuture(steps));
    }

    private static List<DoctorStep> joined(List<DoctorStep> steps, List<DoctorStep> further) {
        List<DoctorStep> all = new ArrayList<>(steps);
        all.addAll(further);
        return all;
    }

    private static DoctorStep unreached(NearEnd near, Failure why) {
        return DoctorStep.wrong(
                agent(near),
                why.message(),
                why.code().equals("unknown_agent")
                        ? "make it a token, `ranload token add " + near.agent()
                                + " --role agent`, and let it dial this controller"
                        : "on its machine: systemctl status ran-load-generator-agent");
    }

    private static List<DoctorStep> steps(NearEnd near, AgentFacts facts, Environment environment) {
        List<DoctorStep> steps = new ArrayList<>();
        steps.add(DoctorStep.right(agent(near), "it answered from " + facts.host()));
        try {
            NicChoice nic = NicChoice.of(near.nic(), facts);
            steps.add(DoctorStep.right(
                    "interface",
                    nic.name() + " is up, with "
                            + nic.addresses().stream()
                                    .map(InetAddress::getHostAddress)
                                    .collect(Collectors.joining(" "))));
        } catch (FailureException e) {
            steps.add(DoctorStep.wrong(
                    "interface",
                    e.failure().message().replaceFirst("^interface: ", ""),
                    "on " + facts.host() + ": ip -br address"));
            return steps;
        }
        if (environment.builtIn()) {
            steps.add(DoctorStep.wrong(
                    "environment",
                    environment.name() + " is the controller's own machine by its loopback address, where agent "
                            + near.agent() + " is not",
                    "choose an environment with an address of the network"));
        }
        return steps;
    }

    private static String agent(NearEnd near) {
        return "agent " + near.agent();
    }
}
