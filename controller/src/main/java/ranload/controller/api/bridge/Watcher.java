package ranload.controller.api.bridge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.Addresses;
import ranload.controller.api.access.Tokens;
import ranload.time.NanoClock;

/**
 * One client of the bridge: hears the public addresses that it registers, and can send nothing. A frame is 4 octets of
 * length (big-endian) and as many of JSON. What it asks too much of is refused by an {@code err} frame; what breaks the
 * form, floods, or does not read is let go. Confined to the bridge's event loop.
 */
final class Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final Pattern WATCHABLE = Pattern.compile(Addresses.WATCHABLE);
    private static final int LENGTH_OCTETS = 4;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final NetSocket socket;
    private final Optional<Tokens> tokens;
    private final NanoClock clock;
    private final RecordParser parser = RecordParser.newFixed(LENGTH_OCTETS);
    private final Map<String, MessageConsumer<?>> watched = new HashMap<>();
    private boolean inFrame;
    private boolean over;
    private long secondBegan;
    private int framesInSecond;

    Watcher(Vertx vertx, NetSocket socket, Optional<Tokens> tokens, NanoClock clock) {
        this.vertx = vertx;
        this.socket = socket;
        this.tokens = tokens;
        this.clock = clock;
        this.secondBegan = clock.nanoTime();
        socket.setWriteQueueMaxSize(BridgeLimits.MAX_UNREAD_OCTETS);
        socket.exceptionHandler(broken -> letGo());
        parser.handler(this::part);
        socket.handler(parser);
    }

    private void part(Buffer part) {
        if (over) {
            return; // of the octets that came with those it was let go for
        }
        if (inFrame) {
            inFrame = false;
            parser.fixedSizeMode(LENGTH_OCTETS);
            frame(part);
            return;
        }
        int length = part.getInt(0);
        if (length <= 0 || length > BridgeLimits.MAX_FRAME_OCTETS || isFlood()) {
            letGo();
            return;
        }
        inFrame = true;
        parser.fixedSizeMode(length);
    }

    private boolean isFlood() {
        long now = clock.nanoTime();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            framesInSecond = 0;
        }
        return ++framesInSecond > BridgeLimits.MAX_FRAMES_PER_SECOND;
    }

    private void frame(Buffer text) {
        JsonObject frame;
        try {
            frame = new JsonObject(text);
        } catch (DecodeException | ClassCastException notAnObject) {
            letGo();
            return;
        }
        switch (String.valueOf(frame.getValue("type"))) {
            case "ping" -> write(new JsonObject().put("type", "pong"));
            case "register" -> register(frame);
            case "unregister" -> unregister(frame);
            case "send", "publish" -> refuse(frame, "access_denied");
            default -> refuse(frame, "unknown_type");
        }
    }

    private void register(JsonObject frame) {
        String address = frame.getString("address");
        if (address == null) {
            refuse(frame, "missing_address");
        } else if (!isAllowed(frame, address)) {
            refuse(frame, "access_denied");
        } else if (watched.containsKey(address)) {
            refuse(frame, "address_already_registered");
        } else if (watched.size() >= BridgeLimits.MAX_WATCHED) {
            refuse(frame, "max_handlers_reached");
        } else {
            watched.put(address, vertx.eventBus().<JsonObject>consumer(address, this::heard));
        }
    }

    private boolean isAllowed(JsonObject frame, String address) {
        return address.length() <= BridgeLimits.MAX_ADDRESS_LENGTH
                && WATCHABLE.matcher(address).matches()
                && tokens.map(known -> isKnown(known, frame)).orElse(true);
    }

    private static boolean isKnown(Tokens known, JsonObject frame) {
        return frame.getValue("headers") instanceof JsonObject headers
                && headers.getValue("Authorization") instanceof String shown
                && shown.startsWith(BEARER)
                && known.roleOf(shown.substring(BEARER.length()).strip()).isPresent();
    }

    private void unregister(JsonObject frame) {
        MessageConsumer<?> consumer = watched.remove(frame.getString("address"));
        if (consumer == null) {
            refuse(frame, "unknown_address");
        } else {
            consumer.unregister();
        }
    }

    private void heard(Message<JsonObject> message) {
        write(new JsonObject()
                .put("type", "message")
                .put("address", message.address())
                .put("headers", new JsonObject())
                .put("send", false)
                .put("body", message.body()));
    }

    /** To the callback of a request if it named one, else to whoever watches the address, if the client has such. */
    private void refuse(JsonObject frame, String why) {
        JsonObject error = new JsonObject().put("type", "err").put("message", why);
        String to = frame.getString("replyAddress", frame.getString("address"));
        write(to == null || to.length() > BridgeLimits.MAX_ADDRESS_LENGTH ? error : error.put("address", to));
    }

    private void write(JsonObject frame) {
        if (over) {
            return;
        }
        if (socket.writeQueueFull()) {
            LOG.warn("cut off a watcher of the event bus that does not read");
            letGo();
            return;
        }
        byte[] text = frame.toBuffer().getBytes();
        socket.write(Buffer.buffer(LENGTH_OCTETS + text.length)
                .appendInt(text.length)
                .appendBytes(text));
    }

    private void letGo() {
        gone();
        socket.close();
    }

    /** The connection has ended. */
    void gone() {
        over = true;
        watched.values().forEach(MessageConsumer::unregister);
        watched.clear();
    }
}
