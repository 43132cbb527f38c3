package ranload.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import ranload.session.Failure;

/**
 * The event bus with types: records in, records out, a {@link Failure} for everything that goes wrong. Thread-safe.
 */
public final class TypedBus {
    private final EventBus bus;

    public TypedBus(EventBus bus) {
        this.bus = bus;
        RecordCodec.register(bus);
    }

    /**
     * Sends to one consumer and waits for its answer, for at most {@code timeout}.
     *
     * @return the answer, or a failed future with {@code no_handlers}, {@code timeout}, or the failure that the other
     *     side answered
     */
    public <T, R extends Reply> Future<R> request(Address<T> to, T body, Class<R> answer, Duration timeout) {
        DeliveryOptions options = RecordCodec.options().setSendTimeout(timeout.toMillis());
        return bus.<Object>request(to.name(), body, options)
                .recover(cause -> Future.failedFuture(undelivered(to, cause, timeout)))
                .compose(message -> {
                    Reply reply = BusJson.take(message.body(), Reply.class);
                    if (reply instanceof Reply.Failed failed) {
                        return Future.failedFuture(failed.failure().asException());
                    }
                    return Future.succeededFuture(answer.cast(reply));
                });
    }

    /**
     * Takes requests; what the handler's future fails with is answered as {@link Reply.Failed}. A request in JSON is
     * answered in JSON.
     */
    public <T> MessageConsumer<Object> answer(Address<T> at, Function<T, Future<? extends Reply>> handler) {
        return bus.consumer(at.name(), message -> Future.succeededFuture()
                .<Reply>compose(none ->
                        handler.apply(BusJson.take(message.body(), at.body())).map(reply -> reply))
                .otherwise(cause -> new Reply.Failed(Failure.from(cause)))
                .onSuccess(reply -> reply(message, reply)));
    }

    /** Answers a request in the form that it has. */
    public static void reply(Message<?> request, Reply reply) {
        if (request.body() instanceof JsonObject) {
            request.reply(BusJson.toJson(reply));
        } else {
            request.reply(reply, RecordCodec.options());
        }
    }

    /** Publishes to all watchers; nobody answers. */
    public <T> void publish(Address<T> to, T body) {
        bus.publish(to.name(), BusJson.toJson(body));
    }

    /** Watches what is published. */
    public <T> MessageConsumer<JsonObject> watch(Address<T> at, java.util.function.Consumer<T> watcher) {
        return bus.consumer(at.name(), message -> watcher.accept(BusJson.fromJson(message.body(), at.body())));
    }

    private static Throwable undelivered(Address<?> to, Throwable cause, Duration timeout) {
        if (cause instanceof ReplyException reply) {
            if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
                return Failure.of("no_handlers", "nobody listens on " + to.name())
                        .asException();
            }
            if (reply.failureType() == ReplyFailure.TIMEOUT) {
                return Failure.of("timeout", "no answer from " + to.name() + " within " + timeout.toMillis() + " ms")
                        .asException();
            }
        }
        return cause;
    }
}
