package ranload.agent.engine;

import ranload.session.Failure;

/** One stream of a session at this end, whatever its transport. All calls are made on its own event loop. */
interface LoadStream {
    /** Opens the socket; on the near side begins the handshake. Tells the session how it went. */
    void open();

    /** Load may flow from the timeline's start on. */
    void start(Timeline timeline);

    /** Ends load now; results follow, then the session hears that the stream is closed. Later calls change nothing. */
    void stop(Failure cause);

    /** Closes without results: the session was never prepared. */
    void abandon();
}
