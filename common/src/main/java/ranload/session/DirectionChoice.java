package ranload.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The directions that a session loads. */
public enum DirectionChoice {
    UPSTREAM("u", Direction.UPSTREAM),
    DOWNSTREAM("d", Direction.DOWNSTREAM),
    BOTH("b", Direction.UPSTREAM, Direction.DOWNSTREAM);

    private final String code;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Direction> directions;

    DirectionChoice(String code, Direction... directions) {
        this.code = code;
        this.directions = List.of(directions);
    }

    /** The published one-letter code: u, d or b. */
    @JsonValue
    public String code() {
        return code;
    }

    /** One or both directions, upstream first. */
    public List<Direction> directions() {
        return directions;
    }

    /** True when this choice loads that direction. */
    public boolean includes(Direction direction) {
        return directions.contains(direction);
    }

    /** The choice with this published code, if there is one. */
    public static Optional<DirectionChoice> ofCode(String code) {
        return Arrays.stream(values()).filter(c -> c.code.equals(code)).findFirst();
    }
}
