package ranload.controller.dialin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import ranload.controller.config.TokenFile;
import ranload.link.DialHello;
import ranload.session.AgentId;
import ranload.session.Failure;

/**
 * Who may dial in: each agent by its own name with its own token. The file is read each time, so that what is added or
 * taken away holds from the next connection on. Everything here blocks.
 */
final class JoinTokens {
    private final Path file;
    private final String buildId;

    /** @param buildId what agents must be of */
    JoinTokens(Path file, String buildId) {
        this.file = file;
        this.buildId = buildId;
    }

    /**
     * The agents that may dial in.
     *
     * @throws ranload.session.FailureException {@code token_file}
     */
    List<AgentId> agents() {
        return TokenFile.read(file).stream()
                .filter(entry -> entry.role().equals(TokenFile.AGENT))
                .map(entry -> AgentId.dialling(entry.name()))
                .toList();
    }

    /**
     * Whether this agent may be connected by the token of this hash.
     *
     * @throws ranload.session.FailureException {@code token_file}
     */
    boolean holds(String name, String hash) {
        byte[] shown = hash.getBytes(US_ASCII);
        boolean known = false;
        for (TokenFile.Entry entry : TokenFile.read(file)) {
            boolean same = MessageDigest.isEqual(entry.hash().getBytes(US_ASCII), shown);
            known |=
                    same && entry.role().equals(TokenFile.AGENT) && entry.name().equals(name);
        }
        return known;
    }

    /** Why an agent is not let in; empty when it is. Takes as long whether its name or its token is wrong. */
    Optional<Failure> refuse(DialHello hello) {
        if (!holds(hello.name(), TokenFile.hash(hello.token()))) {
            return Optional.of(Failure.of(
                    "not_admitted",
                    "the controller knows no agent of this name with this token; there, run: ranload token add "
                            + hello.name() + " --role agent, and give the agent what it prints"));
        }
        return hello.buildId().equals(buildId)
                ? Optional.empty()
                : Optional.of(Failure.of(
                        "build_mismatch",
                        "agent is build " + hello.buildId() + ", controller is build " + buildId
                                + ": install the same version on both machines"));
    }
}
