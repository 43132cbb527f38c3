package ranload.session;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Why something did not work, in a form that crosses processes.
 *
 * @param code stable snake_case word that programs compare, such as {@code port_in_use}
 * @param message one sentence for people that names the thing and, where there is one, the cure
 * @param field published name of the field of the request that is at fault; null when none is
 */
public record Failure(
        String code,
        String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) String field) {

    /** A failure that no single field is to blame for. */
    public static Failure of(String code, String message) {
        return new Failure(code, message, null);
    }

    /** This failure as something to throw or to fail a future with. */
    public FailureException asException() {
        return new FailureException(this);
    }

    /** The failure that this throwable carries, or {@code internal_error} with its text. */
    public static Failure from(Throwable cause) {
        if (cause instanceof FailureException known) {
            return known.failure();
        }
        if (cause instanceof InvalidField invalid) {
            return new Failure("invalid_field", invalid.getMessage(), invalid.field());
        }
        return of("internal_error", String.valueOf(cause));
    }
}
