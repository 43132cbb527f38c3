package ranload.bus;

/**
 * A place on the event bus and the types that travel there.
 *
 * @param name event-bus address
 * @param body type of a message's body
 * @param <T> type of a message's body
 */
public record Address<T>(String name, Class<T> body) {}
