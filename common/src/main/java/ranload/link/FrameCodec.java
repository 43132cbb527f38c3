package ranload.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ranload.bus.JsonText;
import ranload.session.Failure;

/**
 * Frames to octets and back: unsigned 32-bit big-endian length, then that many octets of JSON in UTF-8. The body comes
 * last, so that finding out where it ends takes no second look at it; whoever takes it apart sees whether it is JSON.
 */
public final class FrameCodec {
    /** Octets of JSON in one frame at most. */
    public static final int MAX_OCTETS = 64 * 1024;

    private static final int LENGTH_OCTETS = 4;

    private static final byte[] BODY = ",\"body\":".getBytes(StandardCharsets.UTF_8);

    /** Whatever the octets look like, they are UTF-8. */
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    private FrameCodec() {}

    /**
     * The octets of a frame, length included.
     *
     * @throws ranload.session.FailureException {@code frame_too_large}
     */
    public static byte[] encode(Frame frame) {
        JsonObject json = new JsonObject().put("type", frame.type().code());
        if (!frame.address().isEmpty()) {
            json.put("address", frame.address());
        }
        if (frame.replyAddress() != null) {
            json.put("replyAddress", frame.replyAddress());
        }
        if (!frame.headers().isEmpty()) {
            json.put("headers", new JsonObject(new LinkedHashMap<>(frame.headers())));
        }
        byte[] head = json.toBuffer().getBytes();
        boolean empty = frame.body().equals(JsonText.EMPTY);
        int length =
                empty ? head.length : head.length + BODY.length + frame.body().length();
        if (length > MAX_OCTETS) {
            throw Failure.of(
                            "frame_too_large",
                            "message to " + frame.address() + " has " + length + " octets, a frame holds " + MAX_OCTETS)
                    .asException();
        }
        ByteBuffer octets =
                ByteBuffer.allocate(LENGTH_OCTETS + length).putInt(length).put(head);
        if (!empty) {
            // The head has at least its type, so a comma and not its last brace comes next.
            octets.position(octets.position() - 1).put(BODY);
            frame.body().copyTo(octets.array(), octets.position());
            octets.put(octets.capacity() - 1, (byte) '}');
        }
        return octets.array();
    }

    /** Cuts a stream of octets into frames, however it arrives. Owned by the thread that reads the stream. */
    public static final class Decoder {
        private final ByteBuffer pending =
                ByteBuffer.allocate(LENGTH_OCTETS + MAX_OCTETS).limit(LENGTH_OCTETS);

        /**
         * Takes the next octets and gives the frames that they complete.
         *
         * @throws ranload.session.FailureException {@code bad_frame}; the stream is of no use afterwards
         */
        public List<Frame> feed(byte[] octets, int offset, int count) {
            List<Frame> frames = new ArrayList<>();
            ByteBuffer more = ByteBuffer.wrap(octets, offset, count);
            while (more.hasRemaining()) {
                int step = Math.min(more.remaining(), pending.remaining());
                pending.put(more.slice().limit(step));
                more.position(more.position() + step);
                if (!pending.hasRemaining()) {
                    completePart(frames);
                }
            }
            return frames;
        }

        private void completePart(List<Frame> frames) {
            if (pending.position() == LENGTH_OCTETS) {
                int length = pending.getInt(0);
                if (length <= 0 || length > MAX_OCTETS) {
                    throw bad("length " + Integer.toUnsignedString(length));
                }
                pending.limit(LENGTH_OCTETS + length);
            } else {
                byte[] payload = new byte[pending.position() - LENGTH_OCTETS];
                pending.position(LENGTH_OCTETS).get(payload);
                pending.clear().limit(LENGTH_OCTETS);
                frames.add(decode(payload));
            }
        }
    }

    private static Frame decode(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            String type = "";
            String address = "";
            String replyAddress = null;
            Map<String, String> headers = Map.of();
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                parser.nextToken();
                switch (field) {
                    case "type" -> type = text(parser);
                    case "address" -> address = text(parser);
                    case "replyAddress" -> replyAddress = text(parser);
                    case "headers" -> headers = headers(parser);
                    case "body" -> {
                        return new Frame(typeOf(type), address, replyAddress, headers, body(parser, payload));
                    }
                    default -> parser.skipChildren();
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
            return new Frame(typeOf(type), address, replyAddress, headers, JsonText.EMPTY);
        } catch (IOException e) {
            throw bad("not a JSON object of the known form");
        }
    }

    private static Frame.Type typeOf(String code) {
        return Frame.Type.ofCode(code).orElseThrow(() -> bad("type '" + code + "'"));
    }

    private static void require(boolean form) {
        if (!form) {
            throw bad("not a JSON object of the known form");
        }
    }

    private static String text(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private static Map<String, String> headers(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            require(parser.nextToken().isScalarValue());
            headers.put(name, parser.getText());
        }
        return headers;
    }

    /** All that is left, but for the brace that ends the frame. */
    private static JsonText body(JsonParser parser, byte[] payload) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT);
        int from = (int) parser.currentTokenLocation().getByteOffset();
        int to = payload.length - 1;
        require(from < to && payload[to] == '}');
        return JsonText.copyOf(payload, from, to);
    }

    private static RuntimeException bad(String what) {
        return Failure.of("bad_frame", "the other end of the link sent no frame: " + what)
                .asException();
    }
}
