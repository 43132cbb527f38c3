package ranload.agent.net;

import java.io.IOException;

/** A listening TCP socket. Confined to its event loop. */
public interface TcpListener extends LoadSocket {
    /**
     * Takes one connection.
     *
     * @return null when none waits
     * @throws IOException when the one that waited is gone, and there may be more; or when it cannot be taken, as when this
     *     process may open no more, and still waits
     */
    TcpSocket accept() throws IOException;
}
