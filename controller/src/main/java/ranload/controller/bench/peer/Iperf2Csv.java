package ranload.controller.bench.peer;

import ranload.session.Failure;

/**
 * Reads what the server of iperf 2 writes with {@code -y C}: time, addresses and ports, id, {@code from-to}, octets,
 * bit/s, and for UDP jitter, lost, sent, lost percent, reordered. Pure.
 */
final class Iperf2Csv {
    private static final int INTERVAL = 6;
    private static final int OCTETS = 7;
    private static final int BITS_PER_SECOND = 8;
    private static final int LOST = 10;
    private static final int SENT = 11;
    private static final double BITS = 8;
    private static final double PERCENT = 100;

    private Iperf2Csv() {}

    /**
     * The receiver's figures. Its interval has one decimal only, so the time is octets by rate.
     *
     * @throws ranload.session.FailureException {@code bench_output_unknown} when there are none
     */
    static Outcome outcome(String csv, Load load, double senderCpuSeconds, double receiverCpuSeconds) {
        String[] words = csv.lines()
                .reduce("", (before, line) -> line.contains(",") ? line : before)
                .split(",", -1);
        try {
            if (!words[INTERVAL].contains("-")) {
                throw new NumberFormatException("no interval in '" + words[INTERVAL] + "'");
            }
            double octets = Double.parseDouble(words[OCTETS]);
            double rate = Double.parseDouble(words[BITS_PER_SECOND]);
            double seconds = rate == 0 ? 0 : octets * BITS / rate;
            if (load.isTcp()) {
                return new Outcome(octets, 0, Double.NaN, seconds, senderCpuSeconds, receiverCpuSeconds);
            }
            double lost = Math.max(0, Double.parseDouble(words[LOST]));
            double sent = Double.parseDouble(words[SENT]);
            double lostPercent = sent == 0 ? 0 : lost * PERCENT / sent;
            double datagrams = octets / load.datagramOctets();
            return new Outcome(octets, datagrams, lostPercent, seconds, senderCpuSeconds, receiverCpuSeconds);
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw Failure.of("bench_output_unknown", "iperf wrote no result that could be read: " + e.getMessage())
                    .asException();
        }
    }
}
