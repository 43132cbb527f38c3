package ranload.controller.api.watch;

import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does something again whenever there is a reason to, one round after the other: reasons that come during a round are
 * one reason for the next. Confined to one event loop.
 */
final class Rounds {
    private final Supplier<Future<Void>> round;
    private final Consumer<Throwable> onFailure;
    private boolean running;
    private boolean again;

    /** @param onFailure after it there are no more rounds */
    Rounds(Supplier<Future<Void>> round, Consumer<Throwable> onFailure) {
        this.round = round;
        this.onFailure = onFailure;
    }

    /** There is a reason. */
    void due() {
        if (running) {
            again = true;
            return;
        }
        running = true;
        round.get()
                .onSuccess(done -> {
                    running = false;
                    if (again) {
                        again = false;
                        due();
                    }
                })
                .onFailure(onFailure::accept);
    }
}
