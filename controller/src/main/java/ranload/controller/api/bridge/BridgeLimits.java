package ranload.controller.api.bridge;

/** What one watcher of the event bus may take, however it comes. */
public final class BridgeLimits {
    /** Addresses that it watches at a time. */
    public static final int MAX_WATCHED = 20;

    /** Characters of an address. */
    public static final int MAX_ADDRESS_LENGTH = 64;

    /** One commit may hold rows of every session that a watcher has registered: they come all at once. */
    public static final int MAX_UNREAD_OCTETS = 1 << 20;

    /** Octets of one frame that a watcher sends by plain TCP. */
    static final int MAX_FRAME_OCTETS = 65_536;

    /** Frames that a watcher may send within a second by plain TCP. */
    static final int MAX_FRAMES_PER_SECOND = 200;

    /** Watchers by plain TCP. */
    static final int MAX_SOCKETS = 64;

    /** A watcher by plain TCP that neither hears nor says anything for so long is let go: ping in between. */
    static final int IDLE_SECONDS = 60;

    private BridgeLimits() {}
}
