package ranload.controller.cli.rest;

/**
 * One server-sent event.
 *
 * @param name type of the event, {@code message} when the server named none
 * @param data its lines, joined by line feeds
 */
public record SseEvent(String name, String data) {}
