package ranload.controller.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ranload.controller.bench.peer.Load;

/** Tests that can be chosen by name. */
public enum BenchGroup {
    UDP("max UDP goodput at 1400 and 1200 octets, datagrams/s at 64, and without segmentation; loss, CPU"),
    TCP("max TCP goodput of one stream; CPU"),
    PACING("1 to 2000 Mbit/s, even: rate and gap errors at an independent receiver, CPU; 2000 Mbit/s with little CPU"),
    SESSIONS("100 x 100 Mbit/s, 1,000 x 1 Mbit/s and 10,000 x 100 kbit/s through one pair of agents"),
    START("from POST to the first datagram: agents running (warm), nothing running (cold)"),
    INGEST("rows into the store, then listing all its sessions; heap");

    static final int LARGE = 1400;

    private static final int MIDDLE = 1200;
    private static final int SMALL = 64;
    private static final long MEGABIT = 1_000_000;
    private static final long ECONOMY_MEGABITS = 2000;
    private static final List<Integer> EVEN_MEGABITS = List.of(1, 10, 50, 100, 500, 1000, 2000);

    private final String about;

    BenchGroup(String about) {
        this.about = about;
    }

    /** As it is chosen. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is measured. */
    public String about() {
        return about;
    }

    public static Optional<BenchGroup> ofCode(String code) {
        return Arrays.stream(values())
                .filter(group -> group.code().equals(code))
                .findFirst();
    }

    /** The loads that every contestant makes; none for the groups that look at this program alone. */
    List<NamedLoad> loads(int seconds) {
        return switch (this) {
            case UDP ->
                List.of(
                        new NamedLoad("UDP max " + LARGE, new Load(Load.Kind.FLOOD, LARGE, 0, seconds)),
                        new NamedLoad("UDP max " + MIDDLE, new Load(Load.Kind.FLOOD, MIDDLE, 0, seconds)),
                        new NamedLoad("UDP max " + SMALL, new Load(Load.Kind.FLOOD, SMALL, 0, seconds)),
                        new NamedLoad("UDP plain " + LARGE, new Load(Load.Kind.PLAIN_FLOOD, LARGE, 0, seconds)));
            case TCP -> List.of(new NamedLoad("TCP max", new Load(Load.Kind.TCP, LARGE, 0, seconds)));
            case PACING -> paced(seconds);
            case SESSIONS, START, INGEST -> List.of();
        };
    }

    private static List<NamedLoad> paced(int seconds) {
        List<NamedLoad> loads = new ArrayList<>();
        for (int megabits : EVEN_MEGABITS) {
            Load load = new Load(Load.Kind.EVEN, LARGE, megabits * MEGABIT, seconds);
            loads.add(new NamedLoad("even " + megabits + " Mbit/s", load));
        }
        Load economy = new Load(Load.Kind.ECONOMY, LARGE, ECONOMY_MEGABITS * MEGABIT, seconds);
        loads.add(new NamedLoad("economy " + ECONOMY_MEGABITS + " Mbit/s", economy));
        return loads;
    }

    /** A load and what its test is called. */
    record NamedLoad(String name, Load load) {}
}
