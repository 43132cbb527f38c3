package ranload.agent;

import io.netty.channel.epoll.Epoll;
import ranload.agent.net.LoadSockets;
import ranload.agent.net.epoll.EpollSockets;
import ranload.agent.net.nio.NioSockets;
import ranload.session.Failure;

/** Which kind of sockets an agent uses, chosen once at its start. */
final class SocketChoice {
    private SocketChoice() {}

    /** Native sockets where they work, else Java's. */
    static LoadSockets best() {
        return Epoll.isAvailable() ? new EpollSockets() : new NioSockets(unavailable());
    }

    /**
     * The kind that somebody asks for.
     *
     * @param io {@code epoll} or {@code nio}; null for the best
     * @throws ranload.session.FailureException {@code native_transport_missing} when native sockets are asked for and do
     *     not work, {@code bad_arguments} when there is no such kind
     */
    static LoadSockets of(String io) {
        if (io == null) {
            return best();
        }
        if (io.equals("nio")) {
            return new NioSockets("the agent was told so");
        }
        if (!io.equals("epoll")) {
            throw Failure.of("bad_arguments", "sockets are driven by epoll or nio, not by '" + io + "'")
                    .asException();
        }
        if (!Epoll.isAvailable()) {
            throw Failure.of("native_transport_missing", unavailable() + "; leave it out to do without")
                    .asException();
        }
        return new EpollSockets();
    }

    private static String unavailable() {
        return "it does not work here (" + Epoll.unavailabilityCause() + ")";
    }
}
