package ranload.controller.bench.host;

import java.util.List;

/**
 * Where load runs: two network namespaces joined by a pair of virtual NICs.
 *
 * @param near namespace of the sender, likewise {@code far} of the receiver
 * @param nearNic its NIC
 * @param nearAddress its IPv4 address
 */
public record Lane(String near, String far, String nearNic, String farNic, String nearAddress, String farAddress) {
    /** Words that run a command beside the sender. */
    public List<String> nearPrefix() {
        return List.of("ip", "netns", "exec", near);
    }

    /** Words that run a command beside the receiver. */
    public List<String> farPrefix() {
        return List.of("ip", "netns", "exec", far);
    }
}
