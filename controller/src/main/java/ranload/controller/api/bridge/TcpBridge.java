package ranload.controller.api.bridge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import ranload.controller.api.access.Exposure;
import ranload.controller.api.access.SocketFile;
import ranload.controller.api.access.Tokens;
import ranload.controller.config.EventBusConfig;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.time.NanoClock;

/**
 * Where watchers reach the event bus by plain TCP. They speak the protocol of the Vert.x TCP event-bus bridge, whose own
 * server this is not: that one takes frames of any length and holds any number of octets for a client that does not read.
 * Its place may be asked from any thread; the rest is confined to the event loop that listens.
 */
public final class TcpBridge {
    private final Vertx vertx;
    private final Optional<Tokens> tokens;
    private final Set<NetSocket> sockets = new HashSet<>();
    private final NetServer server;
    private final EventBusConfig config;

    private TcpBridge(Vertx vertx, EventBusConfig config, Optional<Tokens> tokens) {
        this.vertx = vertx;
        this.config = config;
        this.tokens = tokens;
        this.server = vertx.createNetServer(new NetServerOptions()
                        .setIdleTimeout(BridgeLimits.IDLE_SECONDS)
                        .setTcpNoDelay(config.socket() == null))
                .connectHandler(this::opened);
    }

    /**
     * Listens as configured.
     *
     * @param tokenFile tokens of which watchers must show one; null for none
     * @return the listening bridge, or a failure: {@code insecure_listen} off loopback, since the protocol knows no TLS;
     *     {@code token_file}; or {@code listen_failed} when the place is taken or not of this machine
     */
    public static Future<TcpBridge> listen(Vertx vertx, EventBusConfig config, Path tokenFile) {
        return Future.succeededFuture()
                .compose(none -> {
                    requireSafe(config);
                    return vertx.executeBlocking(
                            () -> Optional.ofNullable(tokenFile).map(Tokens::load));
                })
                .compose(tokens -> config.socket() == null
                        ? Future.succeededFuture(tokens)
                        : SocketFile.free(vertx, config.socket()).map(tokens))
                .compose(tokens -> {
                    TcpBridge bridge = new TcpBridge(vertx, config, tokens);
                    return bridge.server.listen(address(config)).map(bridge);
                })
                .compose(bridge -> config.socket() == null
                        ? Future.succeededFuture(bridge)
                        : SocketFile.restrict(vertx, config.socket()).map(bridge))
                .recover(cause -> Future.failedFuture(named(config, cause)));
    }

    private static void requireSafe(EventBusConfig config) {
        if (config.socket() == null && !Exposure.isLoopback(config.host())) {
            throw new Failure(
                            "insecure_listen",
                            "event_bus.host is " + config.host()
                                    + ", but the event bus has no TLS by plain TCP and is served"
                                    + " on loopback alone: use 127.0.0.1, ::1 or event_bus.socket; from elsewhere, watch"
                                    + " by /live or /eventbus",
                            "event_bus.host")
                    .asException();
        }
    }

    private static SocketAddress address(EventBusConfig config) {
        return config.socket() == null
                ? SocketAddress.inetSocketAddress(config.port(), config.host())
                : SocketAddress.domainSocketAddress(config.socket().toString());
    }

    private static Throwable named(EventBusConfig config, Throwable cause) {
        if (cause instanceof FailureException) {
            return cause;
        }
        String place = config.socket() == null
                ? config.host() + ":" + config.port()
                : config.socket().toString();
        return new Failure(
                        "listen_failed",
                        "cannot listen on " + place + ": " + cause.getMessage()
                                + "; choose another place or stop what listens there",
                        "event_bus")
                .asException();
    }

    private void opened(NetSocket socket) {
        if (sockets.size() >= BridgeLimits.MAX_SOCKETS) {
            socket.close();
            return;
        }
        sockets.add(socket);
        Watcher watcher = new Watcher(vertx, socket, tokens, NanoClock.SYSTEM);
        socket.closeHandler(closed -> {
            sockets.remove(socket);
            watcher.gone();
        });
    }

    /** {@code host:port} with the port that it has, or the socket's path. */
    public String place() {
        if (config.socket() != null) {
            return config.socket().toString();
        }
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return host + ":" + server.actualPort();
    }

    /** Stops listening and closes what is open. */
    public Future<Void> close() {
        return server.close();
    }
}
