package ranload.deploy.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is to be on the server.
 *
 * @param file where it is here
 * @param sha256 64 lower-case hexadecimal digits
 * @param octets its length
 */
record AgentJar(Path file, String sha256, long octets) {
    /** Reads the file, each time: a build may have replaced it. */
    static AgentJar of(Path file) throws SshTrouble {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            long octets = in.transferTo(OutputStream.nullOutputStream());
            return new AgentJar(
                    file, HexFormat.of().formatHex(in.getMessageDigest().digest()), octets);
        } catch (IOException e) {
            throw new SshTrouble(
                    "agent_jar_missing", "cannot read the agent at " + file, "build it, or correct the path");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
