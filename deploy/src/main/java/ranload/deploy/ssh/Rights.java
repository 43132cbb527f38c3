package ranload.deploy.ssh;

/** What the account on a server may do that concerns load, as a sentence and as what grants more. Pure. */
final class Rights {
    /** As much as an agent asks for at most. */
    private static final long ENOUGH_BUFFER_OCTETS = 16 << 20;

    private static final int CAP_NET_ADMIN = 12;

    private Rights() {}

    /**
     * @param capabilities the effective ones as Linux shows them, hexadecimal, or {@code unknown}
     * @param receiveLimit {@code net.core.rmem_max}, octets, or {@code unknown}
     */
    static void tell(String capabilities, String receiveLimit, Trail trail) {
        boolean administers = capabilities.matches("[0-9a-f]{1,16}")
                && (Long.parseUnsignedLong(capabilities, 16) >> CAP_NET_ADMIN & 1) == 1;
        long limit = Bootstrap.number(receiveLimit);
        if (administers) {
            trail.passed("CAP_NET_ADMIN: receive buffers as large as they need to be");
        } else if (limit >= ENOUGH_BUFFER_OCTETS) {
            trail.passed("an ordinary account, which is enough: receive buffers up to " + limit + " octets");
        } else {
            trail.passedWithMoreToHave(
                    "an ordinary account, which is enough; receive buffers up to "
                            + (limit > 0 ? limit + " octets" : "what the kernel allows")
                            + ", so fast load may be dropped there and sessions warn of it (receive_buffer_small)",
                    "for more: sudo sysctl -w net.core.rmem_max=" + ENOUGH_BUFFER_OCTETS
                            + " there, and the same in /etc/sysctl.d for good");
        }
    }
}
