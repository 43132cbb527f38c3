package ranload.controller.bench.peer;

/**
 * What one run came to, as the contestant itself counted at its receiving end.
 *
 * @param octets UDP payload or TCP octets received
 * @param datagrams received; 0 for TCP
 * @param lostPercent of those sent; NaN for TCP
 * @param seconds that they took
 * @param senderCpuSeconds user and system time of the sending end's process
 * @param receiverCpuSeconds likewise of the receiving end's
 */
public record Outcome(
        double octets,
        double datagrams,
        double lostPercent,
        double seconds,
        double senderCpuSeconds,
        double receiverCpuSeconds) {
    private static final double BITS = 8;
    private static final double GIGA = 1e9;

    public double gigabitsPerSecond() {
        return seconds == 0 ? 0 : octets * BITS / seconds / GIGA;
    }

    public double datagramsPerSecond() {
        return seconds == 0 ? 0 : datagrams / seconds;
    }

    /** Of both ends together. */
    public double cpuSecondsPerGigabit() {
        return octets == 0 ? Double.NaN : (senderCpuSeconds + receiverCpuSeconds) / (octets * BITS / GIGA);
    }
}
