package ranload.deploy.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** How a server proves that it is the one that was meant. There is no policy that accepts any key. */
public sealed interface HostKeyPolicy {
    /**
     * The key must stand in one of these files, which have the form of OpenSSH's {@code known_hosts}: hashed names,
     * {@code [host]:port} and {@code @revoked} are understood. Files that do not exist count as empty.
     *
     * @param files at least one; the first is the one that advice to the user names
     */
    record KnownHosts(List<Path> files) implements HostKeyPolicy {
        public KnownHosts {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new IllegalArgumentException("known_hosts: name at least one file");
            }
        }
    }

    /**
     * The key must have this fingerprint, whatever any file says.
     *
     * @param fingerprint as {@code ssh-keygen -l} prints it: {@code SHA256:} and 43 characters of base64
     */
    record Pinned(String fingerprint) implements HostKeyPolicy {
        private static final Pattern FORM = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

        public Pinned {
            if (!FORM.matcher(fingerprint).matches()) {
                throw new IllegalArgumentException(
                        "host_key: must look like SHA256:2vFq... with 43 characters after the"
                                + " colon, as ssh-keygen -l prints it, got '" + fingerprint + "'");
            }
        }
    }
}
