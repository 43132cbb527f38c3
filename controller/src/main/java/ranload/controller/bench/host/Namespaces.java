package ranload.controller.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import ranload.session.Failure;

/** The two network namespaces of a bench, removed when it is closed. Confined to one thread. */
public final class Namespaces implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int NAME_OCTETS = 3;

    /** How TCP is controlled between the two, where the kernel has it. */
    public static final String CONGESTION_CONTROL = "cubic";

    private static final String NETWORK = "198.18.0.0/30";

    private final Lane lane;
    private final Path folder;
    private final List<String> made = new ArrayList<>();
    private boolean lossBased;

    private Namespaces(Lane lane, Path folder) {
        this.lane = lane;
        this.folder = folder;
    }

    /**
     * Makes them, under names nobody else has.
     *
     * @param folder for files of what is run
     * @throws ranload.session.FailureException {@code needs_root}, or what {@code ip} says; nothing is left then
     */
    public static Namespaces make(Path folder) throws InterruptedException {
        requireRoot();
        byte[] random = new byte[NAME_OCTETS];
        new SecureRandom().nextBytes(random);
        String name = HexFormat.of().formatHex(random);
        Namespaces namespaces = new Namespaces(
                new Lane(
                        "ranload-" + name + "-near",
                        "ranload-" + name + "-far",
                        "rn" + name,
                        "rf" + name,
                        "198.18.0.1",
                        "198.18.0.2"),
                folder);
        try {
            namespaces.build();
            return namespaces;
        } catch (RuntimeException | InterruptedException e) {
            namespaces.close();
            throw e;
        }
    }

    public Lane lane() {
        return lane;
    }

    /**
     * Whether TCP between the two is controlled by {@value #CONGESTION_CONTROL}, whatever this host's default is: one that
     * models the path would measure its idea of a path without delay, not the programs at its ends.
     */
    public boolean isLossBased() {
        return lossBased;
    }

    private static void requireRoot() {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                throw Failure.of(
                                "needs_root",
                                "the bench makes network namespaces, which needs root: sudo ./ranload bench")
                        .asException();
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw Failure.of("needs_linux", "the bench needs Linux with /proc: " + e.getMessage())
                    .asException();
        }
    }

    private void build() throws InterruptedException {
        for (String namespace : List.of(lane.near(), lane.far())) {
            ip("netns", "add", namespace);
            made.add(namespace);
            ip("-n", namespace, "link", "set", "lo", "up");
        }
        ip(("link add " + lane.nearNic() + " netns " + lane.near() + " type veth peer name " + lane.farNic() + " netns "
                        + lane.far())
                .split(" "));
        // Addresses of RFC 2544 C.2.2, kept for benchmarks; both are in NETWORK.
        ip("-n", lane.near(), "address", "add", lane.nearAddress() + "/30", "dev", lane.nearNic());
        ip("-n", lane.far(), "address", "add", lane.farAddress() + "/30", "dev", lane.farNic());
        ip("-n", lane.near(), "link", "set", lane.nearNic(), "up");
        ip("-n", lane.far(), "link", "set", lane.farNic(), "up");
        lossBased = control(lane.near(), lane.nearNic(), lane.nearAddress())
                && control(lane.far(), lane.farNic(), lane.farAddress());
    }

    private boolean control(String namespace, String nic, String address) throws InterruptedException {
        String route = "ip -n " + namespace + " route change " + NETWORK + " dev " + nic
                + " proto kernel scope link src " + address + " congctl " + CONGESTION_CONTROL;
        return Child.run(List.of(), List.of(route.split(" ")), folder, STEP).exit() == 0;
    }

    private void ip(String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(Arrays.asList(words));
        Child.run(List.of(), command, folder, STEP).orFail();
    }

    /** Removes what was made, and with it the NICs; tries each even if another cannot be removed. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // waiting for a removal must not be cut short by a second Ctrl-C
        for (String namespace : made) {
            try {
                ip("netns", "delete", namespace);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (RuntimeException e) {
                org.slf4j.LoggerFactory.getLogger(Namespaces.class)
                        .warn(
                                "network namespace {} is left; remove it with: ip netns delete {}",
                                namespace,
                                namespace,
                                e);
            }
        }
        made.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
