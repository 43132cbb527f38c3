package ranload.controller.session;

import java.util.Set;
import java.util.stream.Collectors;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.Role;
import ranload.session.SessionPlan;
import ranload.session.Side;

/**
 * Names one of the results that a session ends with.
 *
 * @param stream index of the stream
 * @param direction one direction that the stream carries
 * @param role the end that reports
 */
record ResultKey(int stream, Direction direction, Role role) {
    static ResultKey of(StreamResult result) {
        return new ResultKey(result.stream(), result.direction(), result.role());
    }

    /** Every result that a session of this plan ends with: one per stream, direction and end. */
    static Set<ResultKey> allOf(SessionPlan plan) {
        return plan.streams().stream()
                .flatMap(stream -> stream.directions().directions().stream()
                        .flatMap(direction -> java.util.stream.Stream.of(Role.values())
                                .map(role -> new ResultKey(stream.index(), direction, role))))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The end that reports it. */
    Side side() {
        return role == Role.SENDER ? Side.senderOf(direction) : Side.receiverOf(direction);
    }

    @Override
    public String toString() {
        return side().code() + " " + role.code() + " of " + direction.code() + " stream " + stream;
    }
}
