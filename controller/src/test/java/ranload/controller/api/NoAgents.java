package ranload.controller.api;

import ranload.controller.fleet.Environment;
import ranload.controller.fleet.Launchers;
import ranload.deploy.AgentLauncher;
import ranload.deploy.ssh.NicBinding;
import ranload.session.Failure;

/** A machine on which no agent starts. */
final class NoAgents implements Launchers {
    @Override
    public AgentLauncher near() {
        return settings -> {
            throw Failure.of("agent_start_failed", "there is no agent here").asException();
        };
    }

    @Override
    public AgentLauncher far(Environment environment, NicBinding through) {
        return near();
    }
}
