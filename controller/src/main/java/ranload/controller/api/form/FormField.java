package ranload.controller.api.form;

/**
 * One field as it was sent, be it in a form, in JSON or in a query.
 *
 * @param name as sent
 * @param text its value; of a JSON number the characters that were sent; null when it was neither a text nor a number
 */
public record FormField(String name, String text) {}
