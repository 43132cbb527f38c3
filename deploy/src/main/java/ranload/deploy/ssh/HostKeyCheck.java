package ranload.deploy.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts.KnownHostEntry;

/**
 * Decides about one server's key and remembers why not. The library reads the files and matches names; what counts as
 * unknown, changed or revoked is decided here, since the library would take a revoked key that a later line allows and
 * calls a key of another kind unknown. Thread-safe: it is asked on the library's thread, and then by the caller.
 */
final class HostKeyCheck implements HostKeyVerifier {
    private final SshTarget target;
    private final List<KnownHostEntry> known;
    private volatile SshTrouble trouble;
    private volatile String accepted = "";
    private volatile PresentedKey presented;

    private HostKeyCheck(SshTarget target, List<KnownHostEntry> known) {
        this.target = target;
        this.known = List.copyOf(known);
    }

    /** Reads what is known about the target. */
    static HostKeyCheck of(SshTarget target) throws SshTrouble {
        List<KnownHostEntry> known = new ArrayList<>();
        if (target.hostKey() instanceof HostKeyPolicy.KnownHosts policy) {
            for (Path file : policy.files()) {
                known.addAll(entriesAbout(target, file));
            }
        }
        return new HostKeyCheck(target, known);
    }

    private static List<KnownHostEntry> entriesAbout(SshTarget target, Path file) throws SshTrouble {
        String host = target.host().toLowerCase(Locale.ROOT);
        String name = target.port() == 22 ? host : "[" + host + "]:" + target.port();
        List<KnownHostEntry> about = new ArrayList<>();
        if (!Files.exists(file)) {
            return about;
        }
        try {
            for (KnownHostEntry entry : new OpenSSHKnownHosts(file.toFile()).entries()) {
                if (entry.appliesTo(name)) {
                    about.add(entry);
                }
            }
            return about;
        } catch (IOException e) {
            throw new SshTrouble(
                    "known_hosts_unreadable", "cannot read " + file + ": " + e.getMessage(), "make it readable");
        }
    }

    /** Why the key was refused; null when it was not, or none was shown yet. */
    SshTrouble trouble() {
        return trouble;
    }

    /** Kind and fingerprint of the key that was accepted; empty before. */
    String accepted() {
        return accepted;
    }

    /** What the server showed, accepted or not; null before. */
    PresentedKey presented() {
        return presented;
    }

    /** The kinds of keys that the server is known by, as known_hosts names them. */
    List<String> knownKinds() {
        return known.stream()
                .map(entry -> entry.getType().toString())
                .distinct()
                .toList();
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        presented = new PresentedKey(KeyType.fromKey(key).toString(), fingerprint(key));
        trouble = judge(key);
        if (trouble == null) {
            accepted = label(key);
        }
        return trouble == null;
    }

    /** Empty: which kinds to ask for first is arranged in the client's own list, which this could only cut down. */
    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return List.of();
    }

    private SshTrouble judge(PublicKey key) {
        if (target.hostKey() instanceof HostKeyPolicy.Pinned pinned) {
            return fingerprint(key).equals(pinned.fingerprint()) ? null : notAsPinned(key, pinned.fingerprint());
        }
        Path file = ((HostKeyPolicy.KnownHosts) target.hostKey()).files().get(0);
        boolean matched = false;
        for (KnownHostEntry entry : known) {
            if (isRevoked(entry) && lineFingerprint(entry).equals(fingerprint(key))) {
                return new SshTrouble(
                        "host_key_revoked",
                        target.describe() + " presents " + label(key) + ", which known_hosts marks as revoked",
                        "give the server a new host key");
            }
            matched |= accepts(entry, key);
        }
        if (matched) {
            return null;
        }
        List<String> expected = known.stream()
                .filter(entry -> !isRevoked(entry))
                .map(entry -> entry.getType() + " " + lineFingerprint(entry))
                .toList();
        return expected.isEmpty() ? unknown(key, file) : changed(key, expected, file);
    }

    private static boolean accepts(KnownHostEntry entry, PublicKey key) {
        try {
            return !isRevoked(entry) && entry.verify(key);
        } catch (IOException e) {
            return false;
        }
    }

    private SshTrouble unknown(PublicKey key, Path file) {
        return new SshTrouble(
                "host_key_unknown",
                target.describe() + " presents the host key " + label(key) + ", which " + file + " does not know",
                "compare the fingerprint with the server's, then accept it with `" + scan(file) + "`, or set host_key: "
                        + fingerprint(key) + " for this environment");
    }

    private SshTrouble changed(PublicKey key, List<String> expected, Path file) {
        String name = target.port() == 22 ? target.host() : "'[" + target.host() + "]:" + target.port() + "'";
        return new SshTrouble(
                "host_key_changed",
                target.describe() + " presents the host key " + label(key) + " but is known by "
                        + String.join(", ", expected) + "; somebody may be listening in between",
                "only if the server has a new key for a reason that you know: `ssh-keygen -R " + name + " -f " + file
                        + "`, then `" + scan(file) + "`");
    }

    private SshTrouble notAsPinned(PublicKey key, String pinned) {
        return new SshTrouble(
                "host_key_changed",
                target.describe() + " presents the host key " + label(key) + " but host_key asks for " + pinned
                        + "; somebody may be listening in between",
                "if host_key names another of the server's keys or an old one, and you have compared the fingerprint, "
                        + "set host_key: " + fingerprint(key));
    }

    private String scan(Path file) {
        return "ssh-keyscan -p " + target.port() + " " + target.host() + " >> " + file;
    }

    private static boolean isRevoked(KnownHostEntry entry) {
        return entry.getLine().startsWith("@revoked");
    }

    private static String label(PublicKey key) {
        return KeyType.fromKey(key) + " " + fingerprint(key);
    }

    static String fingerprint(PublicKey key) {
        return fingerprint(new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
    }

    /** The key is the third word of an entry, the fourth after a marker. */
    private static String lineFingerprint(KnownHostEntry entry) {
        String[] words = entry.getLine().trim().split("\\s+", 5);
        return fingerprint(Base64.getDecoder().decode(words[words[0].startsWith("@") ? 3 : 2]));
    }

    private static String fingerprint(byte[] encodedKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encodedKey);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
