package ranload.controller.fleet;

import ranload.deploy.AgentLauncher;
import ranload.deploy.ssh.NicBinding;

/** Who starts which agent. */
public interface Launchers {
    /** For the agent beside the controller. */
    AgentLauncher near();

    /**
     * For the agent at a far end.
     *
     * @param through the NIC that SSH must leave through; null when routing decides, or when there is no SSH
     */
    AgentLauncher far(Environment environment, NicBinding through);
}
