package ranload.controller.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RestTest {
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void whoWaitsForAnEndMayBeInterrupted() throws Exception {
        Thread waiting = Thread.currentThread();
        Rest rest = answering(request -> {
            request.response().setChunked(true).write(": begun\n");
            // The body has begun; whoever does not hear the interrupt sees its end.
            vertx.setTimer(200, id -> waiting.interrupt());
            vertx.setTimer(5_000, id -> request.response().end());
        });
        assertThatThrownBy(() -> rest.awaitEnd(1, WITHIN)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void countsWhatAnAnswerOfManyPartsHolds() throws Exception {
        String part = "{}".repeat(10_000);
        Rest rest = answering(request -> {
            request.response().setChunked(true).write(part);
            request.response().end(part);
        });
        assertThat(rest.count("/sessions", '{', WITHIN)).isEqualTo(20_000);
    }

    private Rest answering(Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return new Rest(server.actualPort());
    }
}
