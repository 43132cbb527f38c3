package ranload.controller.fleet;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import ranload.deploy.ssh.NicBinding;
import ranload.session.AgentId;

/**
 * Which far agent: one for each environment and NIC that its SSH leaves through.
 *
 * @param through null when routing decides, or when there is no SSH; else by name alone: a modem that comes back has
 *     another address, and its agent is the same
 */
record FarKey(Environment environment, NicBinding through) {
    /** @param sessionNic null when it is not one of this machine, from which SSH leaves */
    static FarKey of(Environment environment, NicBinding sessionNic) {
        boolean bound = dependsOnNic(environment) && sessionNic != null;
        return new FarKey(environment, bound ? new NicBinding(sessionNic.nicName(), null) : null);
    }

    /** True when every NIC has its own agent at that far end. */
    static boolean dependsOnNic(Environment environment) {
        return environment.sshThroughNic() && !environment.builtIn();
    }

    /** The same name after every restart: {@code far.<environment>} or {@code far.<environment>.<nic>}. */
    AgentId agentId() {
        String far = "far." + part(environment.name(), "[A-Za-z0-9_-]{1,48}");
        return new AgentId(through == null ? far : far + "." + part(through.nicName(), "[A-Za-z0-9._-]{1,48}"));
    }

    /** The name itself when it fits an agent's id, else what fits of it with a checksum that keeps it apart. */
    private static String part(String name, String fitting) {
        if (name.matches(fitting)) {
            return name;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        String fits = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return fits.substring(0, Math.min(40, fits.length())) + "-"
                + HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}
