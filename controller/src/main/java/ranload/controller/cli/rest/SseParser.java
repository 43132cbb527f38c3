package ranload.controller.cli.rest;

import java.util.Optional;

/**
 * Reads {@code text/event-stream} (WHATWG HTML, section 9.2.6) line by line. Ids and retry times are not used here: a new
 * connection gets everything again. Confined to one thread.
 */
final class SseParser {
    private static final String DEFAULT_NAME = "message";

    private final StringBuilder data = new StringBuilder();
    private String name = DEFAULT_NAME;
    private boolean hasData;

    /** Takes one line without its line feed; answers the event that an empty line completes. */
    Optional<SseEvent> line(String raw) {
        String line = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
        if (line.isEmpty()) {
            return dispatch();
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        take(field, value.startsWith(" ") ? value.substring(1) : value);
        return Optional.empty();
    }

    private void take(String field, String value) {
        if (field.equals("event")) {
            name = value.isEmpty() ? DEFAULT_NAME : value;
        } else if (field.equals("data")) {
            if (hasData) {
                data.append('\n');
            }
            data.append(value);
            hasData = true;
        }
    }

    private Optional<SseEvent> dispatch() {
        Optional<SseEvent> event = hasData ? Optional.of(new SseEvent(name, data.toString())) : Optional.empty();
        data.setLength(0);
        name = DEFAULT_NAME;
        hasData = false;
        return event;
    }
}
