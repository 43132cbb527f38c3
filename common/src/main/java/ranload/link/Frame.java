package ranload.link;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import ranload.bus.JsonText;

/**
 * One message on the link; the form of the Vert.x TCP event-bus bridge.
 *
 * @param type what it is
 * @param address where it goes; empty for ping and pong
 * @param replyAddress where the answer goes; null when none is wanted
 * @param headers of the message
 * @param body of the message; empty for ping and pong
 */
public record Frame(Type type, String address, String replyAddress, Map<String, String> headers, JsonText body) {
    /** Asks for a sign of life. */
    public static final Frame PING = new Frame(Type.PING, "", null, Map.of(), JsonText.EMPTY);

    /** A sign of life. */
    public static final Frame PONG = new Frame(Type.PONG, "", null, Map.of(), JsonText.EMPTY);

    public Frame {
        headers = Map.copyOf(headers);
    }

    /** A message to an address at the other end; its body is a record or JSON. */
    public static Frame send(String address, String replyAddress, Map<String, String> headers, Object body) {
        return new Frame(Type.SEND, address, replyAddress, headers, JsonText.of(body));
    }

    /** An answer to the frame that named this reply address. */
    public static Frame reply(String replyAddress, Object body) {
        return new Frame(Type.MESSAGE, replyAddress, null, Map.of(), JsonText.of(body));
    }

    /** Kinds of frames. */
    public enum Type {
        PING("ping"),
        PONG("pong"),
        /** To an address. */
        SEND("send"),
        /** To a reply address. */
        MESSAGE("message");

        private final String code;

        Type(String code) {
            this.code = code;
        }

        @JsonValue
        public String code() {
            return code;
        }

        /** The type with this name, if there is one. */
        public static Optional<Type> ofCode(String code) {
            return Arrays.stream(values()).filter(t -> t.code.equals(code)).findFirst();
        }
    }
}
