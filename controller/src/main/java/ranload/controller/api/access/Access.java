package ranload.controller.api.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ranload.controller.api.problem.Problem;

/**
 * Decides who may call what. On loopback and on a Unix socket everybody who can connect may call, but no page of
 * another origin may make a browser do so. Immutable.
 */
public final class Access {
    private static final String BEARER = "bearer ";

    private final Exposure exposure;
    private final Optional<Tokens> tokens;
    private final Set<String> names;

    /**
     * @param exposure where the controller listens
     * @param tokens that callers must show; empty when none is asked for
     * @param names of this machine, by which it may be called besides its addresses where no token is asked for
     */
    public Access(Exposure exposure, Optional<Tokens> tokens, Set<String> names) {
        this.exposure = exposure;
        this.tokens = tokens;
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** What a call does, as far as permission goes. */
    public enum Need {
        /** Shows nothing that a stranger may not see. */
        PUBLIC,
        /** Reads. */
        READ,
        /** Reads over a connection that browsers let any page open. */
        WATCH,
        /** Changes something. */
        WRITE
    }

    /** Why this call is refused; empty when it is not. */
    Optional<Problem> refuse(Need need, Caller caller) {
        if (caller.host() != null && !isOurs(name(caller.host()))) {
            // A name that a stranger's DNS points at this machine would make his page one of our origin.
            return Optional.of(Problem.of(
                    421,
                    "wrong_host",
                    "This controller is not that host",
                    "Host must be " + (exposure == Exposure.LOOPBACK ? "a loopback address or localhost" : "an address")
                            + (names.isEmpty() ? "" : ", or " + String.join(", ", names)) + ", got '" + caller.host()
                            + "'"));
        }
        if ((need == Need.WRITE || need == Need.WATCH) && isForeign(caller)) {
            return Optional.of(Problem.of(
                    403,
                    "foreign_origin",
                    "Pages of other origins may not call this",
                    "Origin '" + caller.origin() + "' is not this controller's"));
        }
        return need == Need.PUBLIC ? Optional.empty() : tokens.flatMap(known -> refuseToken(known, need, caller));
    }

    private static Optional<Problem> refuseToken(Tokens tokens, Need need, Caller caller) {
        String authorization = caller.authorization();
        Optional<Role> role =
                authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                        ? tokens.roleOf(authorization.substring(BEARER.length()).strip())
                        : Optional.empty();
        if (role.isEmpty()) {
            return Optional.of(Problem.of(
                    401,
                    "unauthorized",
                    "A token is needed",
                    "send the header 'Authorization: Bearer TOKEN' with a token of this controller's token file"));
        }
        if (need == Need.WRITE && !role.get().mayWrite()) {
            return Optional.of(Problem.of(
                    403, "forbidden", "This token may only read", "starting and stopping need an operator's token"));
        }
        return Optional.empty();
    }

    private static boolean isForeign(Caller caller) {
        if (caller.origin() != null) {
            int scheme = caller.origin().indexOf("://");
            return scheme < 0 || !caller.origin().substring(scheme + 3).equalsIgnoreCase(caller.host());
        }
        return "cross-site".equals(caller.fetchSite()) || "same-site".equals(caller.fetchSite());
    }

    /** Where a token is asked for on the network, no page has one, and the certificate says who this is. */
    private boolean isOurs(String host) {
        return switch (exposure) {
            case SOCKET -> true;
            case LOOPBACK -> Exposure.isLoopback(host);
            case NETWORK ->
                tokens.isPresent()
                        || Exposure.isLoopback(host)
                        || Exposure.isAddress(host)
                        || names.contains(host.toLowerCase(Locale.ROOT));
        };
    }

    /** The host of {@code host:port}, with brackets where it has them. */
    private static String name(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
