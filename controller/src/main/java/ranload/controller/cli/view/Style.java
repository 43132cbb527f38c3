package ranload.controller.cli.view;

/**
 * Emphasis for a terminal.
 *
 * @param colours whether escape sequences may be used; without, text stays as it is
 */
public record Style(boolean colours) {
    String bold(String text) {
        return wrap("1", text);
    }

    String warning(String text) {
        return wrap("33", text);
    }

    String error(String text) {
        return wrap("31", text);
    }

    private String wrap(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
