package ranload.controller.api.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import ranload.controller.config.TokenFile;
import ranload.session.Failure;

/** The tokens that callers may show, known by their hashes alone. Immutable. */
public final class Tokens {
    private final List<TokenFile.Entry> entries;

    private Tokens(List<TokenFile.Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads a token file. Blocks for as long as the file system takes.
     *
     * @throws ranload.session.FailureException {@code token_file} that names the file and the cure
     */
    public static Tokens load(Path file) {
        List<TokenFile.Entry> entries = TokenFile.read(file);
        if (entries.isEmpty()) {
            throw new Failure(
                            "token_file",
                            "the token file " + file + " holds no token; make one with: ranload token add NAME --role"
                                    + " operator --file " + file,
                            "http.token_file")
                    .asException();
        }
        return new Tokens(entries);
    }

    /** The role of this token, if it is a known one. Takes the same time for every token. */
    public Optional<Role> roleOf(String token) {
        byte[] shown = TokenFile.hash(token).getBytes(US_ASCII);
        Optional<Role> found = Optional.empty();
        for (TokenFile.Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash().getBytes(US_ASCII), shown)) {
                found = Role.ofCode(entry.role());
            }
        }
        return found;
    }
}
