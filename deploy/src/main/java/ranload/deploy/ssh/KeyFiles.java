package ranload.deploy.ssh;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;
import ranload.file.Ownership;

/**
 * The private keys of a target, read and decrypted before any connection is made, so that a prompt takes nothing from
 * the deadline. Confined to the thread that makes the attempt.
 */
final class KeyFiles {
    private static final String CURE_NO_KEY =
            "make one with `ssh-keygen -t ed25519`, put its public half on the server with ssh-copy-id, or name another"
                    + " (-k, or ssh_key in the configuration)";

    private final SshTarget target;
    private final SSHClient client;

    KeyFiles(SshTarget target, SSHClient client) {
        this.target = target;
        this.client = client;
    }

    /**
     * Every key of the target that can be used, in its order.
     *
     * @throws SshTrouble about the first that cannot, when none can
     */
    List<KeyProvider> load() throws SshTrouble {
        List<KeyProvider> usable = new ArrayList<>();
        SshTrouble first = null;
        for (Path file : target.keys()) {
            if (Files.exists(file)) {
                try {
                    usable.add(load(file));
                } catch (SshTrouble e) {
                    first = first == null ? e : first;
                }
            }
        }
        if (usable.isEmpty()) {
            throw first == null ? missing() : first;
        }
        return usable;
    }

    private SshTrouble missing() {
        String names = target.keys().stream().map(Path::toString).collect(Collectors.joining(" nor "));
        return new SshTrouble(
                "ssh_key_unreadable",
                "there is no private key for " + target.describe() + (names.isEmpty() ? "" : ": not " + names),
                CURE_NO_KEY);
    }

    private KeyProvider load(Path file) throws SshTrouble {
        refuseWhatOthersMayRead(file);
        Passphrase passphrase = new Passphrase(file);
        try {
            KeyProvider key = client.loadKeys(file.toString(), passphrase);
            // Both halves now: an error later would look like one of the connection.
            key.getPublic();
            key.getPrivate();
            return key;
        } catch (Declined e) {
            throw e.trouble;
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, passphrase.wasAsked(), e);
        }
    }

    private static SshTrouble unreadable(Path file, boolean encrypted, Exception e) {
        if (encrypted) {
            return new SshTrouble(
                    "passphrase_wrong",
                    "the passphrase does not open the private key " + file,
                    "give the right one; `ssh-keygen -y -f " + file + "` tries it");
        }
        return new SshTrouble(
                "ssh_key_unreadable",
                file + " is no private key that can be read here: " + e.getMessage(),
                "name a file in OpenSSH, PEM or PuTTY form; ed25519, ECDSA and RSA keys work");
    }

    private static void refuseWhatOthersMayRead(Path file) throws SshTrouble {
        if (Files.isDirectory(file)) {
            throw new SshTrouble("ssh_key_unreadable", file + " is a folder, not a private key", CURE_NO_KEY);
        }
        try {
            Optional<String> flaw = Ownership.whyNoSecret(file);
            if (flaw.isPresent()) {
                throw new SshTrouble("key_permissions", file + ": " + flaw.get(), "");
            }
        } catch (IOException e) {
            throw new SshTrouble("ssh_key_unreadable", "cannot read " + file + ": " + e.getMessage(), CURE_NO_KEY);
        }
    }

    /** Carries a trouble through the library, whose callback may not throw a checked one. */
    private static final class Declined extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient SshTrouble trouble;

        private Declined(SshTrouble trouble) {
            super(trouble.getMessage(), null, false, false);
            this.trouble = trouble;
        }
    }

    /** Asked by the library when the key turns out to be encrypted, once. */
    private final class Passphrase implements PasswordFinder {
        private final Path key;
        private boolean asked;

        private Passphrase(Path key) {
            this.key = key;
        }

        boolean wasAsked() {
            return asked;
        }

        @Override
        public char[] reqPassword(Resource<?> resource) {
            asked = true;
            try {
                char[] answer = answer(target.passphrase());
                if (answer == null) {
                    throw needed();
                }
                return answer;
            } catch (SshTrouble e) {
                throw new Declined(e);
            }
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }

        private char[] answer(PassphraseSource source) throws SshTrouble {
            if (source instanceof PassphraseSource.File inFile) {
                return firstLine(inFile.file());
            }
            return source instanceof PassphraseSource.Prompt prompt
                    ? prompt.ask().apply(key)
                    : null;
        }

        private char[] firstLine(Path file) throws SshTrouble {
            refuseWhatOthersMayRead(file);
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                String line = reader.readLine();
                return line == null ? null : line.toCharArray();
            } catch (IOException e) {
                throw new SshTrouble(
                        "passphrase_needed",
                        "cannot read the passphrase of " + key + " from " + file + ": " + e.getMessage(),
                        "correct passphrase_file");
            }
        }

        private SshTrouble needed() {
            return new SshTrouble(
                    "passphrase_needed",
                    "the private key " + key + " for " + target.describe() + " is encrypted",
                    "put its passphrase alone into a file of mode 600 and name that as passphrase_file, or run from a"
                            + " terminal");
        }
    }
}
