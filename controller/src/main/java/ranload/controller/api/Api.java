package ranload.controller.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ranload.bus.Addresses;
import ranload.controller.api.access.Access;
import ranload.controller.api.access.Access.Need;
import ranload.controller.api.access.ApiServer;
import ranload.controller.api.access.Connections;
import ranload.controller.api.access.Exposure;
import ranload.controller.api.access.Gate;
import ranload.controller.api.access.OwnName;
import ranload.controller.api.access.Tokens;
import ranload.controller.api.bridge.BridgeLimits;
import ranload.controller.api.problem.Problem;
import ranload.controller.config.HttpConfig;

/** The routes of the REST interface, as {@code openapi.yaml} describes them. */
public final class Api {
    private static final long MAX_BODY_OCTETS = 65_536;
    private final Backend backend;
    private final Access access;
    private final Connections connections;

    Api(Backend backend, Access access, Connections connections) {
        this.backend = backend;
        this.access = access;
        this.connections = connections;
    }

    /** One call: its name in {@code openapi.yaml}, where it is, what it takes to be let in, what it does. */
    record Call(String operationId, HttpMethod method, String path, Need need, Handler<RoutingContext> handler) {
        /** Whatever can be read can be asked for its headers alone, but for a stream that does not end by itself. */
        boolean hasHead() {
            return method.equals(HttpMethod.GET) && !operationId.startsWith("watch");
        }
    }

    /**
     * Listens as configured and answers from then on.
     *
     * @return the listening server, or what {@link ApiServer#listen} and {@link Tokens#load} fail with
     */
    public static Future<ApiServer> start(Backend backend, HttpConfig http) {
        Vertx vertx = backend.vertx();
        return vertx.executeBlocking(() -> access(http)).compose(access -> {
            Connections connections = new Connections(vertx);
            Api api = new Api(backend, access, connections);
            return ApiServer.listen(vertx, http, api.router(), connections);
        });
    }

    private static Access access(HttpConfig http) {
        Exposure exposure = Exposure.of(http);
        Set<String> names = exposure == Exposure.NETWORK ? Set.copyOf(List.of(http.host(), OwnName.read())) : Set.of();
        return new Access(exposure, Optional.ofNullable(http.tokenFile()).map(Tokens::load), names);
    }

    /** Every call, those of one path together and a fixed path before one with a parameter. */
    private static List<Call> calls(Backend backend) {
        SessionCalls sessions = new SessionCalls(backend);
        ListCalls lists = new ListCalls(backend, sessions);
        ControllerCalls controller = new ControllerCalls(backend);
        WatchCalls watches = new WatchCalls(backend);
        ReportCalls reports = new ReportCalls(backend);
        PageCalls page = new PageCalls();
        HttpMethod get = HttpMethod.GET;
        HttpMethod post = HttpMethod.POST;
        HttpMethod delete = HttpMethod.DELETE;
        return List.of(
                new Call("createSession", post, "/session", Need.WRITE, sessions::create),
                new Call("listSessions", get, "/sessions", Need.READ, lists::all),
                new Call("createSessionInList", post, "/sessions", Need.WRITE, sessions::create),
                new Call("listCompleteSessions", get, "/sessions/complete", Need.READ, lists::complete),
                new Call("listActiveSessions", get, "/sessions/active", Need.READ, lists::active),
                new Call("getSession", get, "/sessions/:session_id", Need.READ, lists::sessionOrAfter),
                new Call("stopSession", delete, "/sessions/:session_id", Need.WRITE, sessions::stop),
                new Call("getSessionAlias", get, "/session/:session_id", Need.READ, lists::sessionOrAfter),
                new Call("stopSessionAlias", delete, "/session/:session_id", Need.WRITE, sessions::stop),
                new Call("getRows", get, "/sessions/:session_id/data", Need.READ, lists::rows),
                new Call("watchSession", get, "/sessions/:session_id/live", Need.READ, watches::session),
                new Call("watchSessions", get, "/live", Need.READ, watches::all),
                new Call("getReport", get, "/sessions/:session_id/report", Need.READ, reports::report),
                new Call("eraseSession", delete, "/sessions/:session_id/record", Need.WRITE, sessions::erase),
                new Call("listEnvironments", get, "/environments", Need.READ, controller::environments),
                new Call("listAgents", get, "/agents", Need.READ, controller::agents),
                new Call("listInterfaces", get, "/interfaces", Need.READ, controller::interfaces),
                new Call("examine", post, "/environments/:environment/doctor", Need.WRITE, controller::doctor),
                new Call("getPage", get, "/", Need.PUBLIC, page::home),
                new Call("getSessionPage", get, "/show/:session_id", Need.PUBLIC, page::session),
                new Call("getComparePage", get, "/compare/:session_ids", Need.PUBLIC, page::compare),
                new Call("getViewer", get, "/api", Need.PUBLIC, page::viewer),
                new Call("getPageFile", get, "/page/:file", Need.PUBLIC, page::file),
                new Call("getContract", get, "/openapi.yaml", Need.PUBLIC, page::contract),
                new Call("getLiveness", get, "/health/live", Need.PUBLIC, controller::live),
                new Call("getReadiness", get, "/health/ready", Need.PUBLIC, controller::ready),
                new Call("getMetrics", get, "/metrics", Need.READ, controller::metrics));
    }

    /** All routes. */
    Router router() {
        Router router = Router.router(backend.vertx());
        router.route()
                .handler(context -> {
                    Gate.harden(context.response());
                    connections.begun(context);
                })
                .failureHandler(Failures::answer);
        Map<String, List<Call>> byPath = new LinkedHashMap<>();
        calls(backend).forEach(call -> byPath.computeIfAbsent(call.path(), path -> new ArrayList<>())
                .add(call));
        byPath.forEach((path, calls) -> {
            calls.forEach(call -> add(router, call));
            refuseOtherMethods(router, path, calls);
        });
        router.route("/eventbus/*").handler(new Gate(access, Need.WATCH));
        router.route("/eventbus/*").subRouter(bridge());
        // What is no route at all, or no address, does not come by the failure handler.
        router.errorHandler(404, Failures::answer);
        router.errorHandler(400, Failures::answerUnreadable);
        return router;
    }

    private void add(Router router, Call call) {
        Route route = router.route(call.method(), call.path())
                .setName(call.operationId())
                .handler(new Gate(access, call.need()));
        if (call.hasHead()) {
            route.method(HttpMethod.HEAD);
        }
        if (call.method().equals(HttpMethod.POST)) {
            route.handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_OCTETS))
                    .handler(connections::bodyRead);
        }
        route.handler(call.handler());
    }

    private static void refuseOtherMethods(Router router, String path, List<Call> calls) {
        String allowed = calls.stream()
                .flatMap(call -> call.hasHead() ? Stream.of(call.method(), HttpMethod.HEAD) : Stream.of(call.method()))
                .map(HttpMethod::name)
                .collect(Collectors.joining(", "));
        router.route(path).handler(context -> {
            context.response().putHeader(HttpHeaders.ALLOW, allowed);
            String detail = context.request().method() + " is not done here; there are " + allowed;
            context.fail(Problem.of(405, "method_not_allowed", "This address has other methods", detail)
                    .asException());
        });
    }

    /** Watchers may register the public addresses; what they send goes nowhere. */
    private Router bridge() {
        SockJSBridgeOptions options = new SockJSBridgeOptions()
                .setMaxHandlersPerSocket(BridgeLimits.MAX_WATCHED)
                .setMaxAddressLength(BridgeLimits.MAX_ADDRESS_LENGTH)
                .addOutboundPermitted(new PermittedOptions().setAddressRegex(Addresses.WATCHABLE));
        return SockJSHandler.create(backend.vertx(), new SockJSHandlerOptions()).bridge(options, Api::letThrough);
    }

    /**
     * A watcher that does not read what it asked for is let go, before what waits for it fills the memory; so is one that
     * sends what cannot be read.
     */
    private static void letThrough(BridgeEvent event) {
        if (event.type() == BridgeEventType.SOCKET_CREATED) {
            event.socket().setWriteQueueMaxSize(BridgeLimits.MAX_UNREAD_OCTETS);
        }
        boolean slow = event.type() == BridgeEventType.RECEIVE && event.socket().writeQueueFull();
        event.complete(!slow);
        if (slow || event.type() == BridgeEventType.SOCKET_ERROR) {
            event.socket().close();
        }
    }
}
