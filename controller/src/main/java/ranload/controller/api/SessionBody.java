package ranload.controller.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import ranload.controller.api.form.FormField;
import ranload.controller.api.form.JsonForm;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;

/** Reads the fields of a body, whichever of three media types it is of. */
final class SessionBody {
    private static final String TYPES = "application/x-www-form-urlencoded, multipart/form-data or application/json";

    private SessionBody() {}

    /**
     * The fields in the order sent; none when there is no body.
     *
     * @throws ProblemException 400 when the body is broken, 415 when it is of another type
     */
    static List<FormField> fields(RoutingContext context) {
        String contentType = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (contentType == null) {
            if (context.body().length() <= 0) {
                return List.of();
            }
            throw unsupported("there is no Content-Type");
        }
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (mediaType) {
            case "application/json" -> JsonForm.read(octets(context));
            case "multipart/form-data" -> {
                if (!contentType.toLowerCase(Locale.ROOT).contains("boundary=")) {
                    throw Problem.of(
                                    400,
                                    "bad_message",
                                    "The request cannot be read",
                                    "the Content-Type multipart/form-data has no boundary; let the client library set it")
                            .asException();
                }
                yield form(context);
            }
            case "application/x-www-form-urlencoded" -> form(context);
            default -> throw unsupported("not " + mediaType);
        };
    }

    private static byte[] octets(RoutingContext context) {
        return context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
    }

    private static List<FormField> form(RoutingContext context) {
        return context.request().formAttributes().entries().stream()
                .map(e -> new FormField(e.getKey(), e.getValue()))
                .toList();
    }

    private static ProblemException unsupported(String detail) {
        return Problem.of(
                        415,
                        "unsupported_media_type",
                        "A body of another type is needed",
                        "send " + TYPES + ", " + detail)
                .asException();
    }
}
