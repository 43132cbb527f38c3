package ranload.controller.bench.peer;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import ranload.session.Failure;

/**
 * The controller's REST interface, as anybody would use it. Thread-safe; every call blocks its caller, who may be
 * interrupted: no body is read as a stream, since the streams of Java's client swallow interrupts up to version 19.
 */
public final class Rest {
    private static final Duration QUICK = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    public Rest(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /** {@code POST /session}: the new session's id. */
    public long create(Map<String, String> form) throws InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = to("/session", QUICK)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return new JsonObject(send(request, BodyHandlers.ofString())).getLong("session_id");
    }

    public JsonObject session(long id) throws InterruptedException {
        return new JsonObject(send(to("/sessions/" + id, QUICK).build(), BodyHandlers.ofString()));
    }

    public JsonArray rows(long id) throws InterruptedException {
        return new JsonArray(send(to("/sessions/" + id + "/data", QUICK).build(), BodyHandlers.ofString()));
    }

    /** Returns when the session has ended; the stream of its events does then. */
    public void awaitEnd(long id, Duration within) throws InterruptedException {
        HttpRequest request = to("/sessions/" + id + "/live", within)
                .header("Accept", "text/event-stream")
                .build();
        send(request, BodyHandlers.discarding());
    }

    /**
     * Reads a whole answer and keeps nothing of it.
     *
     * @return how often this ASCII character was in it
     */
    public long count(String path, char character, Duration within) throws InterruptedException {
        AtomicLong found = new AtomicLong();
        send(
                to(path, within).build(),
                BodyHandlers.ofByteArrayConsumer(
                        part -> part.ifPresent(octets -> found.addAndGet(count(octets, (byte) character)))));
        return found.get();
    }

    private static int count(byte[] octets, byte octet) {
        int found = 0;
        for (byte one : octets) {
            found += one == octet ? 1 : 0;
        }
        return found;
    }

    private HttpRequest.Builder to(String path, Duration within) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(within);
    }

    private <T> T send(HttpRequest request, BodyHandler<T> handler) throws InterruptedException {
        try {
            HttpResponse<T> response = http.send(request, handler);
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            throw Failure.of("bench_refused", request.method() + " " + request.uri() + ": " + why(response))
                    .asException();
        } catch (IOException | DecodeException e) {
            throw unreachable(e);
        }
    }

    private static String why(HttpResponse<?> response) {
        String said = response.body() instanceof String text ? text : "";
        try {
            said = new JsonObject(said).getString("detail", said);
        } catch (DecodeException e) {
            // no problem document: shown as it is
        }
        return response.statusCode() + " " + said;
    }

    private static RuntimeException unreachable(Exception e) {
        return Failure.of("bench_refused", "the controller did not answer: " + e.getMessage())
                .asException();
    }
}
