package ranload.bus;

import io.vertx.core.json.JsonObject;
import ranload.session.AgentId;
import ranload.session.SessionId;

/** Every event-bus address of the system. Documented and stable. */
public final class Addresses {
    /** Agent to controller, request and reply. */
    public static final Address<AgentEvent> CONTROLLER_EVENT = new Address<>("controller.event", AgentEvent.class);

    /** Agent to controller, request and reply; the reply says "committed". */
    public static final Address<RowBatch> CONTROLLER_ROWS = new Address<>("controller.rows", RowBatch.class);

    /** Controller to watchers, published: the list of sessions changed. */
    public static final Address<JsonObject> SESSIONS = new Address<>("sessions", JsonObject.class);

    /** Controller to watchers, published: the list of agents changed. */
    public static final Address<JsonObject> AGENTS = new Address<>("agents", JsonObject.class);

    /** Within the controller, published: rows were committed and can be read. No watcher can register it. */
    public static final Address<JsonObject> COMMITTED = new Address<>("controller.committed", JsonObject.class);

    /** Addresses that watchers may register, as regular expressions on the whole address. */
    public static final String WATCHABLE = "sessions|agents|session\\.[0-9]+\\.(live|state)";

    private Addresses() {}

    /** Controller to one agent, request and reply. */
    public static Address<AgentCommand> command(AgentId agent) {
        return new Address<>("agent." + agent.value() + ".command", AgentCommand.class);
    }

    /** Controller to watchers, published: one stored row. */
    public static Address<JsonObject> live(SessionId session) {
        return new Address<>("session." + session + ".live", JsonObject.class);
    }

    /** Controller to watchers, published: a stored change of state. */
    public static Address<JsonObject> state(SessionId session) {
        return new Address<>("session." + session + ".state", JsonObject.class);
    }
}
