package ranload.link;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ranload.session.Failure;

/** Frames to octets and back: unsigned 32-bit big-endian length, then that many octets of JSON in UTF-8. */
public final class FrameCodec {
    /** Octets of JSON in one frame at most. */
    public static final int MAX_OCTETS = 64 * 1024;

    private static final int LENGTH_OCTETS = 4;

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
        if (!frame.body().isEmpty()) {
            json.put("body", frame.body());
        }
        byte[] payload = json.toBuffer().getBytes();
        if (payload.length > MAX_OCTETS) {
            throw Failure.of(
                            "frame_too_large",
                            "message to " + frame.address() + " has " + payload.length + " octets, a frame holds "
                                    + MAX_OCTETS)
                    .asException();
        }
        return ByteBuffer.allocate(LENGTH_OCTETS + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
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
        try {
            JsonObject json = new JsonObject(Buffer.buffer(payload));
            String code = json.getString("type", "");
            Frame.Type type = Frame.Type.ofCode(code).orElseThrow(() -> bad("type '" + code + "'"));
            Map<String, String> headers = new LinkedHashMap<>();
            present(json.getJsonObject("headers", new JsonObject()))
                    .forEach(header -> headers.put(header.getKey(), String.valueOf(header.getValue())));
            return new Frame(
                    type,
                    present(json.getString("address", "")),
                    json.getString("replyAddress"),
                    headers,
                    present(json.getJsonObject("body", new JsonObject())));
        } catch (DecodeException | ClassCastException e) {
            throw bad("not a JSON object of the known form");
        }
    }

    /** A member that is there and null is none of the known form. */
    private static <T> T present(T member) {
        if (member == null) {
            throw bad("a member is null");
        }
        return member;
    }

    private static RuntimeException bad(String what) {
        return Failure.of("bad_frame", "the other end of the link sent no frame: " + what)
                .asException();
    }
}
