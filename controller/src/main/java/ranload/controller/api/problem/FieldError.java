package ranload.controller.api.problem;

/**
 * What is wrong with one field.
 *
 * @param field published name of the field, or the name as sent when there is no such field
 * @param detail what would be right
 */
public record FieldError(String field, String detail) {}
