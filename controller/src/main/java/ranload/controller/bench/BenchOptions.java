package ranload.controller.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a bench is asked to do.
 *
 * @param groups which tests
 * @param pairs how often everybody runs, at least 1
 * @param seconds of load per run, at least 1
 * @param iperf3 a further iperf3 to compare with; null for none
 * @param crowds of the sessions test
 * @param storedSessions sessions in the store while it is listed, at least 1
 * @param storedRows rows in the store while it is listed
 */
public record BenchOptions(
        Set<BenchGroup> groups,
        int pairs,
        int seconds,
        Path iperf3,
        List<CrowdSize> crowds,
        int storedSessions,
        long storedRows) {
    public BenchOptions {
        groups = Set.copyOf(groups);
        crowds = List.copyOf(crowds);
    }
}
