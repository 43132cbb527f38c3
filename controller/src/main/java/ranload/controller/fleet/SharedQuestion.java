package ranload.controller.fleet;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * Answers many who ask the same at about the same time by few questions: whoever asks while a question is under way is
 * answered by the next one, so that no answer is older than its question. Confined to its owner's Vert.x context.
 */
final class SharedQuestion<T> {
    private final Supplier<Future<T>> question;
    private Promise<T> next;
    private boolean underway;

    /** @param question asked again and again; its futures complete on the owner's context */
    SharedQuestion(Supplier<Future<T>> question) {
        this.question = question;
    }

    Future<T> ask() {
        if (next == null) {
            next = Promise.promise();
        }
        Promise<T> asked = next;
        if (!underway) {
            put();
        }
        return asked.future();
    }

    private void put() {
        Promise<T> asked = next;
        next = null;
        underway = true;
        Future.succeededFuture().compose(none -> question.get()).onComplete(answer -> {
            underway = false;
            if (next != null) {
                put();
            }
            asked.handle(answer);
        });
    }
}
