package ranload.controller.cli.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ranload.session.SessionId;

/**
 * The REST calls of one controller, for code that waits for the answer. Every call ends within its time limit, with the
 * answer or a {@link RestFailure}. Thread-safe; never call it on an event loop.
 */
public final class ControllerClient {
    private static final Duration QUICK = Duration.ofSeconds(20);

    /** A first session to an environment may have to bring the agent there first. */
    private static final Duration START = Duration.ofSeconds(150);

    /** Longer than a controller's own patience with a server. */
    private static final Duration EXAMINATION = Duration.ofMinutes(6);

    private final ControllerAddress address;
    private final HttpClient http;
    private final WebClient web;

    public ControllerClient(Vertx vertx, ControllerAddress address) {
        this.address = address;
        HttpClientOptions options = new HttpClientOptions().setConnectTimeout(10_000);
        if (address.authority() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(address.authority().toString()));
        }
        this.http = vertx.createHttpClient(options);
        this.web = WebClient.wrap(http);
    }

    /** Starts the session that these form fields ask for. */
    public SessionId create(Map<String, String> form) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap().addAll(form);
        Buffer answer = await(request(HttpMethod.POST, "/sessions", START).sendForm(fields), START);
        return new SessionId(answer.toJsonObject().getLong("session_id"));
    }

    /** Everything about a session. */
    public JsonObject details(SessionId id) {
        return await(request(HttpMethod.GET, "/sessions/" + id, QUICK).send(), QUICK)
                .toJsonObject();
    }

    /** Ends a session; answers its details when it has ended. */
    public JsonObject stop(SessionId id) {
        return await(request(HttpMethod.DELETE, "/sessions/" + id, START).send(), START)
                .toJsonObject();
    }

    /**
     * Walks the way to a far end, as the controller sees it; its steps.
     *
     * @param nic as sessions name it; null when routing may decide
     */
    public JsonArray examine(String environment, String nic) {
        String name = URLEncoder.encode(environment, UTF_8).replace("+", "%20");
        HttpRequest<Buffer> request = request(HttpMethod.POST, "/environments/" + name + "/doctor", EXAMINATION);
        return await((nic == null ? request : request.addQueryParam("interface", nic)).send(), EXAMINATION)
                .toJsonArray();
    }

    /** A list: sessions, or environments. */
    public JsonArray list(String path, Map<String, String> query) {
        HttpRequest<Buffer> request = request(HttpMethod.GET, path, QUICK);
        query.forEach(request::addQueryParam);
        return await(request.send(), QUICK).toJsonArray();
    }

    /** Rows and states of a session from its beginning, as they are stored. */
    LiveFeed live(SessionId id) {
        return live("/sessions/" + id + "/live");
    }

    /** Rows and states of all sessions as they are stored, and first the rows of the last seconds, 1 to 3600. */
    LiveFeed live(int lastSeconds) {
        return live("/live?last=" + lastSeconds);
    }

    private LiveFeed live(String path) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(address.server())
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(address.isTls())
                .setURI(address.path(path))
                .setIdleTimeout(LiveFeed.SILENCE.toMillis())
                .putHeader("Accept", "text/event-stream");
        if (address.token() != null) {
            options.putHeader("Authorization", "Bearer " + address.token());
        }
        return await(http.request(options).compose(LiveFeed::open), QUICK, address);
    }

    private HttpRequest<Buffer> request(HttpMethod method, String path, Duration limit) {
        HttpRequest<Buffer> request = web.request(
                        method, address.server(), address.port(), address.host(), address.path(path))
                .ssl(address.isTls())
                .timeout(limit.toMillis())
                .putHeader("Accept", "application/json, application/problem+json");
        return address.token() == null ? request : request.bearerTokenAuthentication(address.token());
    }

    private Buffer await(Future<HttpResponse<Buffer>> call, Duration limit) {
        HttpResponse<Buffer> response = await(call, limit, address);
        if (response.statusCode() / 100 != 2) {
            throw RestFailure.ofAnswer(response.statusCode(), response.bodyAsString());
        }
        return response.body();
    }

    private static <T> T await(Future<T> call, Duration limit, ControllerAddress address) {
        try {
            return call.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw RestFailure.unreachable("no answer from " + address + " within " + limit.toSeconds() + " s");
        } catch (RestFailure e) {
            throw e;
        } catch (Exception e) {
            throw RestFailure.unreachable("cannot reach a controller at " + address + ": " + e.getMessage()
                    + "; ranload controller starts one");
        }
    }
}
