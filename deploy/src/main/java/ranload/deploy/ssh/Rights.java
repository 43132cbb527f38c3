package ranload.deploy.ssh;

import java.util.ArrayList;
import java.util.List;

/** What the account on a server may do that concerns load, as a sentence and as what grants more. Pure. */
final class Rights {
    /** As much as an agent asks for at most. */
    private static final long ENOUGH_BUFFER_OCTETS = 16 << 20;

    /** A niceness of -5, as the threads that send and receive ask for. */
    private static final int ENOUGH_NICE = 20 + 5;

    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_NICE = 23;

    private Rights() {}

    /**
     * @param capabilities the effective ones as Linux shows them, hexadecimal, or {@code unknown}
     * @param receiveLimit {@code net.core.rmem_max}, octets, or {@code unknown}
     * @param niceLimit how far niceness may be lowered, 20 less it (setrlimit(2): RLIMIT_NICE), or {@code unknown}
     */
    static void tell(String capabilities, String receiveLimit, String niceLimit, Trail trail) {
        List<String> findings = new ArrayList<>();
        List<String> more = new ArrayList<>();
        boolean administers = has(CAP_NET_ADMIN, capabilities);
        boolean comesFirst = has(CAP_SYS_NICE, capabilities) || Bootstrap.number(niceLimit) >= ENOUGH_NICE;
        if (!administers && !has(CAP_SYS_NICE, capabilities)) {
            findings.add("an ordinary account, which is enough");
        }
        tellBuffers(administers, Bootstrap.number(receiveLimit), findings, more);
        if (comesFirst) {
            findings.add("load comes before other programs");
        } else {
            findings.add(
                    "load waits for its turn among other programs, so where they keep the processors busy it is less even");
            more.add("a line 'ACCOUNT - nice -5' in /etc/security/limits.d there");
        }
        String finding = String.join("; ", findings);
        if (more.isEmpty()) {
            trail.passed(finding);
        } else {
            trail.passedWithMoreToHave(finding, "for more: " + String.join("; ", more));
        }
    }

    private static void tellBuffers(boolean administers, long limit, List<String> findings, List<String> more) {
        if (administers) {
            findings.add("CAP_NET_ADMIN: receive buffers as large as they need to be");
        } else if (limit >= ENOUGH_BUFFER_OCTETS) {
            findings.add("receive buffers up to " + limit + " octets");
        } else {
            findings.add("receive buffers up to " + (limit > 0 ? limit + " octets" : "what the kernel allows")
                    + ", so fast load may be dropped there and sessions warn of it (receive_buffer_small)");
            more.add("sudo sysctl -w net.core.rmem_max=" + ENOUGH_BUFFER_OCTETS
                    + " there, and the same in /etc/sysctl.d for good");
        }
    }

    private static boolean has(int capability, String capabilities) {
        return capabilities.matches("[0-9a-f]{1,16}")
                && (Long.parseUnsignedLong(capabilities, 16) >> capability & 1) == 1;
    }
}
