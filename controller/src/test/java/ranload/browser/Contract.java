package ranload.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The schemas of {@code openapi.yaml}, closed: an object may have the properties that its schema names and no other, so
 * that nothing is answered that the contract does not tell of. Immutable.
 */
final class Contract {
    private static final String COMPONENTS = "#/components/schemas/";
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("https://ranload.example/")
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject document;
    private final JsonObject definitions = new JsonObject();

    private Contract(JsonObject document) {
        this.document = document;
        JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
        schemas.fieldNames().forEach(name -> definitions.put(name, closed(schemas.getJsonObject(name), schemas)));
    }

    static Contract read() {
        try {
            JsonNode tree = new ObjectMapper(new YAMLFactory())
                    .readTree(Path.of("src/main/resources/openapi.yaml").toFile());
            return new Contract(new JsonObject(tree.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One call of the contract. */
    record Operation(String id, JsonObject responses) {}

    /** Operations by "METHOD /path". */
    Map<String, Operation> operations() {
        Map<String, Operation> operations = new TreeMap<>();
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path);
            for (String method : methods.fieldNames()) {
                JsonObject operation = methods.getJsonObject(method);
                operations.put(
                        method.toUpperCase(java.util.Locale.ROOT) + " " + path,
                        new Operation(operation.getString("operationId"), operation.getJsonObject("responses")));
            }
        }
        return operations;
    }

    /** Operations that answer JSON when all is well. */
    Set<String> answeringJson() {
        Set<String> ids = new TreeSet<>();
        operations().values().stream()
                .filter(operation -> operation.responses().fieldNames().stream()
                        .anyMatch(status -> status.startsWith("2")
                                && schemaOf(operation, status, "application/json")
                                        .isPresent()))
                .forEach(operation -> ids.add(operation.id()));
        return ids;
    }

    /** The schema of an answer; empty when the contract knows no such answer. */
    Optional<JsonObject> schemaOf(Operation operation, String status, String mediaType) {
        JsonObject response = operation.responses().getJsonObject(status, new JsonObject());
        String reference = response.getString("$ref");
        if (reference != null) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            response = document.getJsonObject("components")
                    .getJsonObject("responses")
                    .getJsonObject(name);
        }
        return Optional.ofNullable(
                        response.getJsonObject("content", new JsonObject()).getJsonObject(mediaType))
                .map(content -> content.getJsonObject("schema"));
    }

    static JsonObject named(String schema) {
        return new JsonObject().put("$ref", COMPONENTS + schema);
    }

    /** What of a value is not as the schema says; empty when all is. */
    List<String> faults(JsonObject schema, Object value) {
        JsonObject root = closed(schema, document.getJsonObject("components").getJsonObject("schemas"))
                .put("$defs", definitions);
        OutputUnit result = Validator.create(JsonSchema.of(root), OPTIONS).validate(value);
        return result.getValid()
                ? List.of()
                : result.getErrors().stream()
                        .map(error -> error.getInstanceLocation() + ": " + error.getError())
                        .toList();
    }

    /** What stands in several parts is put together, since a part cannot know what the others name. */
    private static JsonObject closed(JsonObject schema, JsonObject schemas) {
        JsonObject whole = new JsonObject();
        for (String key : schema.fieldNames()) {
            if (!key.equals("allOf")) {
                whole.put(key, closedValue(schema.getValue(key), schemas));
            }
        }
        for (Object part : schema.getJsonArray("allOf", new JsonArray())) {
            JsonObject one = (JsonObject) part;
            JsonObject meant = one.containsKey("$ref") ? schemas.getJsonObject(nameOf(one.getString("$ref"))) : one;
            JsonObject properties = whole.getJsonObject("properties", new JsonObject())
                    .mergeIn(closed(meant, schemas).getJsonObject("properties"));
            JsonArray required = whole.getJsonArray("required", new JsonArray())
                    .addAll(meant.getJsonArray("required", new JsonArray()));
            whole.put("type", "object").put("properties", properties).put("required", required);
        }
        if (whole.getValue("$ref") instanceof String reference) {
            whole.put("$ref", "#/$defs/" + nameOf(reference));
        }
        if (whole.getValue("properties") instanceof JsonObject) {
            whole.put("additionalProperties", false);
        }
        return whole;
    }

    private static Object closedValue(Object value, JsonObject schemas) {
        if (value instanceof JsonObject object) {
            return closed(object, schemas);
        }
        if (value instanceof JsonArray array) {
            JsonArray closed = new JsonArray();
            array.forEach(item -> closed.add(closedValue(item, schemas)));
            return closed;
        }
        return value;
    }

    private static String nameOf(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
