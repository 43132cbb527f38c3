package ranload.controller.api.access;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import ranload.controller.config.HttpConfig;
import ranload.session.Failure;
import ranload.session.FailureException;

/** The HTTP server: where it listens and what it bears. Thread-safe. */
public final class ApiServer {
    /** Longer than the pause between two heartbeats of a watcher. */
    private static final int IDLE_SECONDS = 30;

    private static final int MAX_FRAME_OCTETS = 65_536;

    private final HttpServer server;

    private ApiServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Listens as configured.
     *
     * @return the listening server, or a failure: {@code insecure_listen}, {@code tls_key} when everybody on this host may
     *     use the certificate's key or it cannot be read, or {@code listen_failed} when the place is taken, is not of
     *     this machine, or the certificate cannot be read
     */
    public static Future<ApiServer> listen(Vertx vertx, HttpConfig http, Router router, Connections connections) {
        return Future.succeededFuture()
                .compose(none -> {
                    Exposure.requireSafe(http);
                    return http.socket() == null ? Future.succeededFuture() : SocketFile.free(vertx, http.socket());
                })
                .compose(none -> {
                    HttpServer server = vertx.createHttpServer(options(http))
                            .connectionHandler(connections::opened)
                            .invalidRequestHandler(Connections::invalid)
                            .requestHandler(router);
                    return server.listen(address(http));
                })
                .recover(cause -> Future.failedFuture(named(http, cause)))
                .compose(server -> http.socket() == null
                        ? Future.succeededFuture(server)
                        : SocketFile.restrict(vertx, http.socket()).map(server))
                .map(ApiServer::new);
    }

    private static HttpServerOptions options(HttpConfig http) {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(4096)
                .setMaxHeaderSize(8192)
                .setMaxFormFields(64)
                .setMaxWebSocketFrameSize(MAX_FRAME_OCTETS)
                .setMaxWebSocketMessageSize(MAX_FRAME_OCTETS)
                .setTcpKeepAlive(http.socket() == null)
                .setHttp2ClearTextEnabled(false);
        if (http.tls() != null) {
            options.setSsl(true).setKeyCertOptions(ServerCertificate.of(http.tls(), "http.tls.key"));
        }
        return options;
    }

    private static SocketAddress address(HttpConfig http) {
        return http.socket() == null
                ? SocketAddress.inetSocketAddress(http.port(), http.host())
                : SocketAddress.domainSocketAddress(http.socket().toString());
    }

    private static String describe(HttpConfig http) {
        return http.socket() == null
                ? http.host() + ":" + http.port()
                : http.socket().toString();
    }

    private static Throwable named(HttpConfig http, Throwable cause) {
        if (cause instanceof FailureException) {
            return cause;
        }
        String field = http.socket() == null ? "http" : "http.socket";
        return new Failure(
                        "listen_failed",
                        "cannot listen on " + describe(http) + ": " + cause.getMessage()
                                + "; choose another port or stop what listens there",
                        field)
                .asException();
    }

    /** The TCP port it listens on; -1 on a Unix socket. */
    public int port() {
        return server.actualPort();
    }

    /** Stops listening and closes what is open. */
    public Future<Void> close() {
        return server.close();
    }
}
