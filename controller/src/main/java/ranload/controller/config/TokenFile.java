package ranload.controller.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ranload.file.Ownership;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * The file with the tokens that callers may show: one a line, {@code ROLE NAME sha256:HASH}. Tokens are random and long,
 * so one round of a hash keeps them; they themselves are nowhere but with whom they were made for. Lines that begin with
 * # are comments. Everything here blocks.
 */
public final class TokenFile {
    /** The role of an agent that dials in under the token's name; it may call nothing. */
    public static final String AGENT = "agent";

    /** What the holder may do. */
    public static final List<String> ROLES = List.of("viewer", "operator", AGENT);

    private static final int MAX_OCTETS = 65_536;
    private static final int TOKEN_OCTETS = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern LINE = Pattern.compile("(viewer|operator|agent)\\s+(\\S+)\\s+sha256:([0-9a-f]{64})");
    private static final String OWNER_ONLY = "rw-------";
    private static final Set<PosixFilePermission> ALLOWED = PosixFilePermissions.fromString(OWNER_ONLY);

    private TokenFile() {}

    /**
     * One token.
     *
     * @param role one of {@link #ROLES}
     * @param name whose it is
     * @param hash SHA-256 of the token, in hexadecimal
     */
    public record Entry(String role, String name, String hash) {
        private String line() {
            return role + " " + name + " sha256:" + hash;
        }
    }

    /**
     * The tokens of a file.
     *
     * @throws ranload.session.FailureException {@code token_file} that names the file and the cure
     */
    public static List<Entry> read(Path file) {
        try {
            Optional<String> flaw = Ownership.whyNoSecret(file);
            if (flaw.isPresent()) {
                throw wrong(file, "cannot be trusted: " + flaw.get());
            }
            if (!Ownership.isTrusted(file)) { // root may use everybody's secrets, but decides itself whom it admits
                throw wrong(file, Ownership.whyForeign(file));
            }
            if (Files.size(file) > MAX_OCTETS) {
                throw wrong(file, "is larger than " + MAX_OCTETS + " octets");
            }
            return parse(file, Files.readString(file));
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e);
        }
    }

    /**
     * Makes a token and adds its hash to a file, which is made when it does not exist.
     *
     * @return the token, which is kept nowhere
     * @throws ranload.session.FailureException {@code token_file}; {@code token_name} when the name is none of its role;
     *     {@code token_exists} when it has one already
     */
    public static String add(Path file, String name, String role) {
        if (!NAME.matcher(name).matches()) {
            throw Failure.of("token_name", "a name has up to 64 letters, digits, and . _ @ -, got '" + name + "'")
                    .asException();
        }
        if (role.equals(AGENT)) {
            whyNoAgent(name).ifPresent(why -> {
                throw Failure.of("token_name", why).asException();
            });
        }
        List<Entry> entries = new ArrayList<>(exists(file) ? read(file) : List.of());
        if (entries.stream().anyMatch(entry -> entry.name().equals(name))) {
            throw Failure.of(
                            "token_exists",
                            name + " has a token in " + file + " already; remove that one first, or use another name")
                    .asException();
        }
        byte[] octets = new byte[TOKEN_OCTETS];
        new SecureRandom().nextBytes(octets);
        String token = HexFormat.of().formatHex(octets);
        entries.add(new Entry(role, name, hash(token)));
        write(file, entries);
        return token;
    }

    /**
     * Takes a token away.
     *
     * @throws ranload.session.FailureException {@code token_file}; {@code not_found} when there is none of that name
     */
    public static void remove(Path file, String name) {
        List<Entry> entries = new ArrayList<>(read(file));
        if (!entries.removeIf(entry -> entry.name().equals(name))) {
            throw Failure.of("not_found", "there is no token of " + name + " in " + file)
                    .asException();
        }
        write(file, entries);
    }

    /** SHA-256 in hexadecimal. */
    public static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Optional<String> whyNoAgent(String name) {
        try {
            AgentId.dialling(name);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Entry> parse(Path file, String text) {
        List<Entry> entries = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher fields = LINE.matcher(line);
            if (!fields.matches() || !NAME.matcher(fields.group(2)).matches()) {
                // The line may be a token in clear: it is not shown.
                throw wrong(
                        file,
                        "must hold lines of: ROLE NAME sha256:HASH; make them with: ranload token add NAME --role"
                                + " operator --file " + file);
            }
            if (fields.group(1).equals(AGENT)) {
                whyNoAgent(fields.group(2)).ifPresent(why -> {
                    throw wrong(file, "has a line with a wrong name: " + why);
                });
            }
            entries.add(new Entry(fields.group(1), fields.group(2), fields.group(3)));
        }
        return entries;
    }

    /** Whole or not at all; comments do not stay. */
    private static void write(Path file, List<Entry> entries) {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(made);
            Files.createFile(made, PosixFilePermissions.asFileAttribute(ALLOWED));
            Files.write(made, entries.stream().map(Entry::line).toList(), StandardOpenOption.WRITE);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw wrong(file, "cannot be written: " + e);
        }
    }

    private static RuntimeException wrong(Path file, String what) {
        return new Failure("token_file", "the token file " + file + " " + what, "http.token_file").asException();
    }
}
