package ranload.controller.api;

/**
 * What is wrong with one field.
 *
 * @param field published name of the field, or the name as sent when there is no such field
 * @param detail what would be right
 */
record FieldError(String field, String detail) {}
