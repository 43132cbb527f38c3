package ranload.agent.policy;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ranload.session.Direction;
import ranload.session.RateProfile;
import ranload.session.StreamSpec;

/**
 * One policy file's rules. Immutable; what it says is no for everybody.
 *
 * @param file where it was read
 * @param interfaces NICs that load may use; empty for any
 * @param peers where the other end may be; empty for anywhere
 * @param maxMbps offered load of one direction of all sessions together, Mbit/s; null for any
 */
record Policy(Path file, Set<String> interfaces, List<AddressBlock> peers, BigDecimal maxMbps) {
    private static final BigDecimal BITS_PER_MEGABIT = BigDecimal.valueOf(1_000_000);

    Policy {
        interfaces = Set.copyOf(interfaces);
        peers = List.copyOf(peers);
        if (maxMbps != null && maxMbps.signum() <= 0) {
            throw new IllegalArgumentException("max_mbps: must be more than 0, got " + maxMbps);
        }
    }

    /** Why load may not use this NIC; empty when it may. */
    Optional<String> refuseNic(String nic) {
        return interfaces.isEmpty() || (nic != null && interfaces.contains(nic))
                ? Optional.empty()
                : Optional.of("interfaces of " + file + " allows only " + sorted() + ", not "
                        + (nic == null ? "whichever the kernel takes" : nic));
    }

    /** Why the other end may not be there; empty when it may. */
    Optional<String> refusePeer(InetAddress peer) {
        return peers.isEmpty() || peers.stream().anyMatch(block -> block.contains(peer))
                ? Optional.empty()
                : Optional.of("peers of " + file + " does not hold " + peer.getHostAddress());
    }

    /**
     * Why so much more load may not be offered; empty when it may.
     *
     * @param running streams of other sessions
     */
    Optional<String> refuseRate(List<StreamSpec> wanted, List<StreamSpec> running) {
        if (maxMbps == null) {
            return Optional.empty();
        }
        String rule = "max_mbps of " + file + " allows " + maxMbps.toPlainString() + " Mbit/s in each direction, ";
        for (Direction direction : Direction.values()) {
            List<StreamSpec> here = carrying(wanted, direction);
            if (here.stream().anyMatch(stream -> stream.rate() instanceof RateProfile.Unlimited)) {
                return Optional.of(rule + "not as much as there is: name a rate");
            }
            BigDecimal asked = megabits(here);
            BigDecimal taken = megabits(carrying(running, direction));
            if (asked.signum() > 0 && asked.add(taken).compareTo(maxMbps) > 0) {
                return Optional.of(rule + "other sessions have " + taken.toPlainString() + ", not "
                        + asked.toPlainString() + " more");
            }
        }
        return Optional.empty();
    }

    private static List<StreamSpec> carrying(List<StreamSpec> streams, Direction direction) {
        return streams.stream()
                .filter(stream -> stream.directions().includes(direction))
                .toList();
    }

    private static BigDecimal megabits(List<StreamSpec> streams) {
        return streams.stream()
                .map(StreamSpec::rate)
                .filter(RateProfile.Constant.class::isInstance)
                .map(rate ->
                        BigDecimal.valueOf(((RateProfile.Constant) rate).rate().bitsPerSecond()))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BITS_PER_MEGABIT)
                .stripTrailingZeros();
    }

    private String sorted() {
        return String.join(", ", interfaces.stream().sorted().toList());
    }
}
