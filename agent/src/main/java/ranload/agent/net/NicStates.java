package ranload.agent.net;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import ranload.time.NanoClock;

/**
 * Whether NICs are there and set up, and what they are, looked at no more than twice a second however many sessions and
 * streams ask. A NIC without carrier is up: a path may be lost for a while. Thread-safe.
 */
public final class NicStates {
    /** How old a look may be. */
    static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int IFF_UP = 1;

    private final NicTable table;
    private final NanoClock clock;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();
    private final Map<String, Seated> seats = new ConcurrentHashMap<>();

    /** What there is to know. */
    public enum State {
        UP,
        DOWN,
        GONE
    }

    private record Look(long atNanos, State state) {}

    private record Seated(long atNanos, NicSeat seat) {}

    /** @param table tells which NICs there are */
    public NicStates(NicTable table, NanoClock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** How this NIC was within the last half second. */
    public State of(String nic) {
        long nowNanos = clock.nanoTime();
        Look look = looks.get(nic);
        if (look == null || nowNanos - look.atNanos >= MAX_AGE_NANOS) {
            look = new Look(nowNanos, look(nic));
            looks.put(nic, look);
        }
        return look.state;
    }

    /** What this NIC's device and addresses were within the last half second. */
    public NicSeat seat(String nic) {
        long nowNanos = clock.nanoTime();
        Seated seated = seats.get(nic);
        if (seated == null || nowNanos - seated.atNanos >= MAX_AGE_NANOS) {
            seated = new Seated(nowNanos, NicCatalogue.seat(nic));
            seats.put(nic, seated);
        }
        return seated.seat;
    }

    private State look(String nic) {
        if (table.lacks(nic)) {
            return State.GONE;
        }
        return isSetDown(nic) && !runs(nic) ? State.DOWN : State.UP;
    }

    /** By /sys, which may show the NICs of another network namespace: it does not decide alone. */
    private static boolean isSetDown(String nic) {
        try {
            String flags = Files.readString(Path.of("/sys/class/net", nic, "flags"));
            return (Integer.decode(flags.strip()) & IFF_UP) == 0;
        } catch (IOException | NumberFormatException unknown) {
            return false;
        }
    }

    private static boolean runs(String nic) {
        try {
            NetworkInterface found = NetworkInterface.getByName(nic);
            return found != null && found.isUp();
        } catch (SocketException unknown) {
            return true;
        }
    }
}
