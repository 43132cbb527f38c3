package ranload.agent.policy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import ranload.session.Failure;
import ranload.session.StreamSpec;

/** All policy files of this host: what one of them refuses is refused. Immutable. */
public final class LocalPolicy {
    /** Allows everything: there is no file. */
    public static final LocalPolicy NONE = new LocalPolicy(List.of());

    private static final String CODE = "refused_by_policy";

    private final List<Policy> policies;

    LocalPolicy(List<Policy> policies) {
        this.policies = List.copyOf(policies);
    }

    /** True when not every NIC may be used: then load has to be bound to one, whatever the command says. */
    public boolean choosesNic() {
        return policies.stream().anyMatch(policy -> !policy.interfaces().isEmpty());
    }

    /**
     * The only NIC that is allowed, for load that may use any as far as the controller cares.
     *
     * @return null when there is no such, or more than one
     */
    public String onlyNic() {
        List<Set<String>> lists = policies.stream()
                .map(Policy::interfaces)
                .filter(list -> !list.isEmpty())
                .toList();
        List<String> allowed = lists.stream()
                .flatMap(Set::stream)
                .distinct()
                .filter(nic -> lists.stream().allMatch(list -> list.contains(nic)))
                .toList();
        return allowed.size() == 1 ? allowed.get(0) : null;
    }

    /**
     * Lets a session use this NIC, or names the rule that does not.
     *
     * @param nic null when the kernel would choose one for each datagram
     * @throws ranload.session.FailureException {@code refused_by_policy}
     */
    public void requireNic(String nic) {
        require(policy -> policy.refuseNic(nic));
    }

    /**
     * Lets so much more load be offered, or names the rule that does not.
     *
     * @param running streams of the other sessions here
     * @throws ranload.session.FailureException {@code refused_by_policy}
     */
    public void requireRate(List<StreamSpec> wanted, Collection<List<StreamSpec>> running) {
        if (policies.isEmpty()) {
            return; // many sessions need not be gone through for nobody's sake
        }
        List<StreamSpec> all = new ArrayList<>();
        running.forEach(all::addAll);
        require(policy -> policy.refuseRate(wanted, all));
    }

    /**
     * Lets the other end be at this address, or names the rule that does not.
     *
     * @throws ranload.session.FailureException {@code refused_by_policy}
     */
    public void requirePeer(InetAddress peer) {
        refusePeer(peer).ifPresent(failure -> {
            throw failure.asException();
        });
    }

    /** Why the other end may not be at this address; empty when it may. */
    public Optional<Failure> refusePeer(InetAddress peer) {
        return refusal(policy -> policy.refusePeer(peer));
    }

    private void require(Function<Policy, Optional<String>> rule) {
        refusal(rule).ifPresent(failure -> {
            throw failure.asException();
        });
    }

    private Optional<Failure> refusal(Function<Policy, Optional<String>> rule) {
        return policies.stream()
                .map(policy -> rule.apply(policy).orElse(null))
                .filter(Objects::nonNull)
                .findFirst()
                .map(why -> Failure.of(CODE, "the owner of this host does not allow it: " + why));
    }
}
