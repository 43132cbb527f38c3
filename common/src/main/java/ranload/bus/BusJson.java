package ranload.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import ranload.session.Failure;

/**
 * Records to JSON and back, with a mapper of our own because the one in Vert.x is global and can be changed by anybody.
 * Names are snake_case, times ISO 8601 UTC, unknown fields are ignored. Thread-safe.
 */
public final class BusJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private BusJson() {}

    /** The JSON text of a record. */
    public static String encode(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "no JSON form: " + value.getClass().getName(), e);
        }
    }

    /**
     * The record that this JSON text holds.
     *
     * @throws ranload.session.FailureException {@code bad_message} when it holds something else
     */
    public static <T> T decode(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw Failure.of("bad_message", type.getSimpleName() + ": " + e.getOriginalMessage())
                    .asException();
        }
    }

    /** The same in UTF-8. */
    static byte[] encodeOctets(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "no JSON form: " + value.getClass().getName(), e);
        }
    }

    /** As {@link #decode(String, Class)}, of UTF-8. */
    static <T> T decode(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            String why = e instanceof JsonProcessingException wrong ? wrong.getOriginalMessage() : e.getMessage();
            throw Failure.of("bad_message", type.getSimpleName() + ": " + why).asException();
        }
    }

    /** A record as the body of an event-bus message. */
    public static JsonObject toJson(Object value) {
        return value instanceof JsonObject json ? json : new JsonObject(encode(value));
    }

    /**
     * What the body of an event-bus message holds: a record as it is, or one in the form of JSON.
     *
     * @throws ranload.session.FailureException {@code bad_message} when it holds something else
     */
    static <T> T take(Object body, Class<T> type) {
        if (type.isInstance(body)) {
            return type.cast(body);
        }
        if (body instanceof JsonObject json) {
            return fromJson(json, type);
        }
        throw Failure.of("bad_message", type.getSimpleName() + ": not in " + body)
                .asException();
    }

    /**
     * The record in the body of an event-bus message.
     *
     * @throws ranload.session.FailureException {@code bad_message} when it holds something else
     */
    public static <T> T fromJson(JsonObject json, Class<T> type) {
        return type == JsonObject.class ? type.cast(json) : decode(json.encode(), type);
    }
}
