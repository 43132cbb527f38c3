package ranload.controller.fleet;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Moves calls from any thread onto the one context that owns an object. Thread-safe. */
public final class OnContext {
    private final Context context;

    /** Owned by the context that calls, or by a new one when the caller has none. */
    public OnContext(Vertx vertx) {
        this.context = vertx.getOrCreateContext();
    }

    /** Runs the call on the owning context; what it throws or fails with, fails the future. */
    public <T> Future<T> call(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(
                none -> Future.succeededFuture().compose(ignored -> call.get()).onComplete(promise));
        return promise.future();
    }

    /** Runs the step on the owning context, some time soon. */
    public void run(Runnable step) {
        context.runOnContext(none -> step.run());
    }
}
