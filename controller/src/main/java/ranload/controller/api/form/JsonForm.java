package ranload.controller.api.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ranload.controller.api.problem.Problem;
import ranload.controller.api.problem.ProblemException;

/**
 * Reads a flat JSON object as the fields of a form. Numbers keep the characters that were sent, so that one parser
 * judges both kinds of body; a field whose value is null counts as not given. Pure.
 */
public final class JsonForm {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonForm() {}

    /**
     * The fields in the order sent, repeated ones repeatedly.
     *
     * @throws ProblemException 400 when this is not one JSON object
     */
    public static List<FormField> read(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw broken("must be one object, such as {\"direction\":\"d\"}");
            }
            List<FormField> fields = new ArrayList<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING
                        || value == JsonToken.VALUE_NUMBER_INT
                        || value == JsonToken.VALUE_NUMBER_FLOAT) {
                    fields.add(new FormField(name, parser.getText()));
                } else if (value != JsonToken.VALUE_NULL) {
                    fields.add(new FormField(name, null));
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw broken("must end after the object");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw broken("is broken in line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw broken("is not UTF-8: " + e.getMessage());
        }
    }

    private static ProblemException broken(String detail) {
        return Problem.of(400, "bad_message", "The request cannot be read", "the JSON body " + detail)
                .asException();
    }
}
