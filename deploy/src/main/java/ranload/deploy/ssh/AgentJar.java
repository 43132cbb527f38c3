package ranload.deploy.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The agent that is to be on the server.
 *
 * @param file where it is here
 * @param sha256 64 lower-case hexadecimal digits
 * @param octets its length
 */
record AgentJar(Path file, String sha256, long octets) implements Cargo {
    /** Reads the file, each time: a build may have replaced it. */
    static AgentJar of(Path file) throws SshTrouble {
        try {
            return new AgentJar(file, Sha256.of(file), Files.size(file));
        } catch (IOException e) {
            throw new SshTrouble(
                    "agent_jar_missing", "cannot read the agent at " + file, "build it, or correct the path");
        }
    }

    @Override
    public String step() {
        return "agent upload";
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
