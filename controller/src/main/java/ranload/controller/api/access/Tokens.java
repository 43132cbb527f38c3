package ranload.controller.api.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ranload.session.Failure;

/**
 * The tokens that callers may show, kept as hashes. A file holds one token alone, which is an operator's, or lines of
 * {@code role token} with the role viewer or operator; lines that begin with # are comments. Immutable.
 */
public final class Tokens {
    /** Shorter ones can be guessed over the network. */
    private static final int MIN_LENGTH = 16;

    private static final int MAX_FILE_OCTETS = 65_536;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final List<Entry> entries;

    private Tokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Entry(Role role, byte[] hash) {}

    /**
     * Reads a token file. Blocks for as long as the file system takes.
     *
     * @throws ranload.session.FailureException {@code token_file} that names the file and the cure
     */
    public static Tokens load(Path file) {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw wrong(file, "can be read by others; run: chmod 600 " + file);
            }
            if (Files.size(file) > MAX_FILE_OCTETS) {
                throw wrong(file, "is larger than " + MAX_FILE_OCTETS + " octets");
            }
            return parse(file, Files.readString(file));
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e);
        }
    }

    private static Tokens parse(Path file, String text) {
        List<Entry> entries = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", -1);
            Optional<Role> role = words.length == 1 ? Optional.of(Role.OPERATOR) : Role.ofCode(words[0]);
            if (words.length > 2 || role.isEmpty()) {
                throw wrong(file, "must hold one token, or lines of: viewer TOKEN, operator TOKEN");
            }
            String token = words[words.length - 1];
            if (token.length() < MIN_LENGTH) {
                throw wrong(
                        file, "holds a token shorter than " + MIN_LENGTH + " characters; try: openssl rand -hex 32");
            }
            entries.add(new Entry(role.get(), hash(token)));
        }
        if (entries.isEmpty()) {
            throw wrong(file, "holds no token; try: openssl rand -hex 32 > " + file);
        }
        return new Tokens(entries);
    }

    private static RuntimeException wrong(Path file, String what) {
        return new Failure("token_file", "the token file " + file + " " + what, "http.token_file").asException();
    }

    /** The role of this token, if it is a known one. Takes the same time for every token. */
    Optional<Role> roleOf(String token) {
        byte[] shown = hash(token);
        Optional<Role> found = Optional.empty();
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash(), shown)) {
                found = Optional.of(entry.role());
            }
        }
        return found;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
