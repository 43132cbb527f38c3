package ranload.controller.cli.rest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers requests on a real port by a script: one answer per request, in order; the last one for ever. Thread-safe.
 */
public final class ScriptedController implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Queue<Answer> script;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    /**
     * What one request is answered.
     *
     * @param cut true when the connection breaks after the body, false when the answer ends in good order
     */
    public record Answer(int status, String body, boolean cut) {
        public static Answer events(boolean cut, String... events) {
            return new Answer(200, String.join("", events), cut);
        }
    }

    public ScriptedController(Answer... answers) {
        this.script = new ArrayDeque<>(List.of(answers));
        this.server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    private void answer(HttpServerRequest request) {
        requests.add(request.method() + " " + request.uri());
        Answer next = script.size() > 1 ? script.remove() : script.element();
        request.endHandler(v -> {
            HttpServerResponse response = request.response().setStatusCode(next.status());
            if (next.cut()) {
                response.setChunked(true).write(next.body()).onComplete(done -> request.connection()
                        .close());
            } else {
                response.end(next.body());
            }
        });
    }

    static String row(String type, int interval) {
        return "event: row\ndata: "
                + new JsonObject()
                        .put("record_type", type)
                        .put("interval", interval)
                        .encode() + "\n\n";
    }

    static String state(String state) {
        return "event: state\ndata: " + new JsonObject().put("state", state).encode() + "\n\n";
    }

    Vertx vertx() {
        return vertx;
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    public ControllerClient client() {
        return new ControllerClient(vertx, ControllerAddress.parse(url(), null, null));
    }

    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
