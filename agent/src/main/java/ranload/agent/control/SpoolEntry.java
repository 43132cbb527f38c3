package ranload.agent.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;

/** One line of a spool file. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SpoolEntry.Row.class, name = "row"),
    @JsonSubTypes.Type(value = SpoolEntry.Result.class, name = "result")
})
sealed interface SpoolEntry {
    /** A row that the controller has not acknowledged. */
    record Row(IntervalRow row) implements SpoolEntry {}

    /** A result that the controller has not noted. */
    record Result(StreamResult result) implements SpoolEntry {}
}
