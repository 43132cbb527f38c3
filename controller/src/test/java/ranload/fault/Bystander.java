package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ranload.lab.Finished;
import ranload.lab.Lab;
import ranload.lab.Running;

/** A host beside the server of a lab that agreed to nothing. It answers no datagram, and counts each. Thread-safe. */
final class Bystander implements AutoCloseable {
    static final String ADDRESS = "198.51.100.66";

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Pattern COUNTED = Pattern.compile("counter (\\w+) \\{\\s*packets (\\d+) bytes (\\d+)");

    private final String namespace;

    /** What it has been sent: packets, and octets from the IP header on. */
    record Got(long packets, long octets) {}

    Bystander(Lab lab) {
        namespace = lab.name() + "-aside";
        ip("netns", "add", namespace);
        String path = lab.name() + "-path";
        ip("link", "add", "toaside", "netns", path, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        ip("-n", path, "link", "set", "toaside", "master", "bridge");
        ip("-n", path, "link", "set", "toaside", "up");
        ip("-n", namespace, "address", "add", ADDRESS + "/24", "dev", "eth0");
        ip("-n", namespace, "link", "set", "eth0", "up");
        ip("-n", namespace, "route", "add", "default", "via", "198.51.100.1");
        nft("add table inet watch; add counter inet watch datagrams; add counter inet watch load;"
                + " add chain inet watch arriving { type filter hook prerouting priority -10 ; };"
                + " add chain inet watch leaving { type filter hook output priority 0 ; };"
                + " add rule inet watch arriving meta l4proto udp counter name datagrams;"
                + " add rule inet watch arriving meta l4proto udp @th,64,16 0x7fe5 counter name load;"
                + " add rule inet watch leaving icmp type destination-unreachable drop");
    }

    /** All datagrams so far; or, of these, load. */
    Got got(String counter) {
        Matcher found = COUNTED.matcher(nft("list counters table inet watch"));
        while (found.find()) {
            if (found.group(1).equals(counter)) {
                return new Got(Long.parseLong(found.group(2)), Long.parseLong(found.group(3)));
            }
        }
        throw new AssertionError("no counter " + counter);
    }

    private String nft(String commands) {
        return ip("netns", "exec", namespace, "nft", commands);
    }

    private static String ip(String... words) {
        Finished finished = Running.start(
                        Stream.concat(Stream.of("ip"), Stream.of(words)).toList())
                .await(BOUND);
        assertThat(finished.exit()).as(finished.toString()).isZero();
        return finished.out();
    }

    @Override
    public void close() {
        Running.start(List.of("ip", "netns", "delete", namespace)).await(BOUND).orFail();
    }
}
