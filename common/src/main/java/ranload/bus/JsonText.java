package ranload.bus;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON object as it travels, in UTF-8, so that it is taken apart once: by whoever knows what it holds. Immutable; equal
 * when the octets are.
 */
public final class JsonText {
    /** An object without fields. */
    public static final JsonText EMPTY = new JsonText("{}".getBytes(StandardCharsets.UTF_8));

    private final byte[] octets;

    private JsonText(byte[] octets) {
        this.octets = octets;
    }

    /** The text of a record, or of JSON that is taken apart already. */
    public static JsonText of(Object value) {
        return value instanceof JsonText text ? text : new JsonText(octetsOf(value));
    }

    /** A part of a message, copied. Whether it is a JSON object is seen when it is decoded. */
    public static JsonText copyOf(byte[] message, int from, int to) {
        return new JsonText(Arrays.copyOfRange(message, from, to));
    }

    private static byte[] octetsOf(Object value) {
        return value instanceof JsonObject json ? json.toBuffer().getBytes() : BusJson.encodeOctets(value);
    }

    /**
     * The record that it holds.
     *
     * @throws ranload.session.FailureException {@code bad_message} when it holds something else
     */
    public <T> T decode(Class<T> type) {
        return BusJson.decode(octets, type);
    }

    public int length() {
        return octets.length;
    }

    /** Writes it at a place, which must have room. */
    public void copyTo(byte[] message, int at) {
        System.arraycopy(octets, 0, message, at, octets.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonText text && Arrays.equals(octets, text.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Its length only: it may hold secrets. */
    @Override
    public String toString() {
        return "JsonText[" + octets.length + " octets]";
    }
}
