package ranload.controller.cli.view;

import io.vertx.core.json.JsonObject;
import ranload.session.DirectionChoice;
import ranload.session.Transport;

/** What of a session decides how its rows are shown. */
record SessionShape(Transport transport, DirectionChoice direction) {
    /** From a session as the controller tells it; a newer one's unknown words count as UDP and as both ways. */
    static SessionShape of(JsonObject session) {
        return new SessionShape(
                Transport.ofCode(session.getString("protocol", "")).orElse(Transport.UDP),
                DirectionChoice.ofCode(session.getString("direction", "")).orElse(DirectionChoice.BOTH));
    }
}
