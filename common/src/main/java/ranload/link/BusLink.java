package ranload.link;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import ranload.bus.RecordCodec;
import ranload.bus.Reply;
import ranload.bus.TypedBus;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.time.NanoClock;

/**
 * Joins the local event bus with the one at the other end of a pipe. Messages to the policy's outbound addresses go to
 * the other end and their answers come back; frames from there are delivered only where the policy permits. Its state
 * is confined to one Vert.x context; {@link #close} is thread-safe. Streams are touched by threads of their own only.
 */
public final class BusLink {
    /** Requests of one direction that wait for their answers at most; one more is refused with {@code link_busy}. */
    static final int MAX_UNANSWERED = 4_096;

    /** Frames read but not yet handled at most; the reader then waits, and so does the other end. */
    private static final int MAX_UNHANDLED = 1_024;

    /** An answer that takes longer is given up; requests name their own, shorter bounds. */
    private static final long ANSWER_WITHIN_NANOS = 120_000_000_000L;

    private final Vertx vertx;
    private final Context context;
    private final StdioPipe pipe;
    private final LinkPolicy policy;
    private final Consumer<Failure> onClosed;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Semaphore unhandled = new Semaphore(MAX_UNHANDLED);
    private final NanoClock clock = NanoClock.SYSTEM;
    private final long tickNanos;
    private long lastTickNanos = clock.nanoTime();
    private long timer;
    private long lastReply;
    private int unanswered;
    private boolean closed;

    private record Waiting(Message<Object> request, Lease lease) {}

    /** A frame and the record in it, or why it is refused. */
    private record Arrived(Frame frame, Object body, Failure refusal) {}

    private BusLink(Vertx vertx, BytePipe pipe, LinkPolicy policy, LinkTiming timing, Consumer<Failure> onClosed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.policy = policy;
        this.onClosed = onClosed;
        this.tickNanos = timing.pingEvery().toNanos() / 2;
        this.pipe = new StdioPipe(pipe, timing, clock, new StdioPipe.Listener() {
            @Override
            public void frame(Frame frame) throws InterruptedException {
                unhandled.acquire();
                // Taken apart on this thread, so that the context has time for what cannot be done elsewhere.
                Arrived arrived = arrived(frame);
                onLinkContext(() -> {
                    unhandled.release();
                    handle(arrived);
                });
            }

            @Override
            public void closed(Failure reason) {
                onLinkContext(() -> end(reason));
            }
        });
    }

    /**
     * Joins the buses from now on.
     *
     * @param pipe past the preamble; closed with the link
     * @param onClosed called exactly once, on the link's context, with {@code link_closed}, {@code link_silent},
     *     {@code link_overflow} or {@code bad_frame}
     */
    public static BusLink join(Vertx vertx, BytePipe pipe, LinkPolicy policy, Consumer<Failure> onClosed) {
        return join(vertx, pipe, policy, LinkTiming.DEFAULT, onClosed);
    }

    /** The same with another timing. */
    public static BusLink join(
            Vertx vertx, BytePipe pipe, LinkPolicy policy, LinkTiming timing, Consumer<Failure> onClosed) {
        RecordCodec.register(vertx.eventBus());
        BusLink link = new BusLink(vertx, pipe, policy, timing, onClosed);
        if (!policy.opensWithHello()) {
            link.registerOutbound();
        }
        link.timer = vertx.setPeriodic(Math.max(1, link.tickNanos / 1_000_000), id -> link.onLinkContext(link::tick));
        link.pipe.start();
        return link;
    }

    /** How long nothing has been heard of the other end, two pings' time when all is well. Thread-safe. */
    public Duration quiet() {
        return pipe.quiet();
    }

    /** Ends the link; {@code onClosed} follows. Harmless when repeated. */
    public void close() {
        close("was closed at this end");
    }

    /** The same, saying why: what completes the sentence "link to ... " */
    public void close(String why) {
        pipe.close(Failure.of("link_closed", "link to " + pipe.describe() + " " + why));
    }

    private void registerOutbound() {
        for (String address : policy.outbound()) {
            consumers.add(
                    vertx.eventBus().localConsumer(address, message -> onLinkContext(() -> forward(address, message))));
        }
    }

    private void forward(String address, Message<Object> message) {
        if (closed) {
            refuse(message, "link_closed", "the link to " + pipe.describe() + " is closed");
        } else if (waiting.size() >= MAX_UNANSWERED) {
            refuse(message, "link_busy", "more than " + MAX_UNANSWERED + " requests wait at " + pipe.describe());
        } else {
            String replyAddress = message.replyAddress() == null ? null : "reply-" + ++lastReply;
            Map<String, String> headers = new HashMap<>();
            message.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
            try {
                pipe.send(Frame.send(address, replyAddress, headers, message.body()));
            } catch (FailureException tooLarge) {
                TypedBus.reply(message, new Reply.Failed(tooLarge.failure()));
                return;
            }
            if (replyAddress != null) {
                waiting.put(replyAddress, new Waiting(message, Lease.granted(clock.nanoTime(), ANSWER_WITHIN_NANOS)));
            }
        }
    }

    private Arrived arrived(Frame frame) {
        try {
            Object body =
                    frame.type() == Frame.Type.MESSAGE ? frame.body().decode(Reply.class) : policy.permitted(frame);
            return new Arrived(frame, body, null);
        } catch (FailureException e) {
            return new Arrived(frame, null, e.failure());
        }
    }

    private void handle(Arrived arrived) {
        Frame frame = arrived.frame();
        Object body = arrived.refusal() == null ? arrived.body() : new Reply.Failed(arrived.refusal());
        if (frame.type() == Frame.Type.MESSAGE) {
            Waiting asked = waiting.remove(frame.address());
            if (asked != null) {
                TypedBus.reply(asked.request(), (Reply) body);
            }
        } else if (arrived.refusal() != null) {
            answer(frame, body);
        } else if (unanswered >= MAX_UNANSWERED) {
            answer(
                    frame,
                    new Reply.Failed(Failure.of("link_busy", "more than " + MAX_UNANSWERED + " requests wait here")));
        } else {
            if (policy.opens(body) && consumers.isEmpty() && !closed) {
                registerOutbound();
            }
            deliver(frame, body);
        }
    }

    private void deliver(Frame frame, Object body) {
        DeliveryOptions options = RecordCodec.options().setSendTimeout(ANSWER_WITHIN_NANOS / 1_000_000);
        frame.headers().forEach(options::addHeader);
        if (frame.replyAddress() == null) {
            vertx.eventBus().send(frame.address(), body, options);
            return;
        }
        unanswered++;
        vertx.eventBus()
                .<Object>request(frame.address(), body, options)
                .onComplete(result -> onLinkContext(() -> {
                    unanswered--;
                    answer(frame, result.succeeded() ? result.result().body() : undelivered(frame, result.cause()));
                }));
    }

    private void answer(Frame request, Object body) {
        if (request.replyAddress() != null && !closed) {
            try {
                pipe.send(Frame.reply(request.replyAddress(), body));
            } catch (FailureException tooLarge) {
                pipe.send(Frame.reply(request.replyAddress(), new Reply.Failed(tooLarge.failure())));
            }
        }
    }

    private void tick() {
        long now = clock.nanoTime();
        // A process that was stopped itself has heard nothing and must not blame the other end.
        if (now - lastTickNanos > 4 * tickNanos) {
            pipe.heard();
        }
        lastTickNanos = now;
        if (pipe.isSilent()) {
            pipe.close(Failure.of("link_silent", "nothing heard from " + pipe.describe() + " for too long"));
        }
        for (Iterator<Waiting> each = waiting.values().iterator(); each.hasNext(); ) {
            if (each.next().lease().expired(now)) {
                each.remove();
            }
        }
    }

    private void end(Failure reason) {
        closed = true;
        vertx.cancelTimer(timer);
        consumers.forEach(MessageConsumer::unregister);
        waiting.values().forEach(asked -> TypedBus.reply(asked.request(), new Reply.Failed(reason)));
        waiting.clear();
        onClosed.accept(reason);
    }

    private void onLinkContext(Runnable step) {
        try {
            context.runOnContext(none -> step.run());
        } catch (RejectedExecutionException e) {
            // Vert.x has ended, and with it everybody on this side of the link.
            pipe.close(Failure.of("link_closed", "Vert.x at this end of " + pipe.describe() + " has ended"));
        }
    }

    private static void refuse(Message<?> message, String code, String text) {
        TypedBus.reply(message, new Reply.Failed(Failure.of(code, text)));
    }

    private static Reply undelivered(Frame frame, Throwable cause) {
        String code = cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                ? "no_handlers"
                : "timeout";
        return new Reply.Failed(Failure.of(code, "no answer from " + frame.address() + ": " + cause.getMessage()));
    }
}
