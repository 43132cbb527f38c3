package ranload.agent.net;

import java.io.IOException;

/** A listening TCP socket. Confined to its event loop. */
public interface TcpListener extends LoadSocket {
    /**
     * Takes one connection.
     *
     * @return null when none waits
     * @throws IOException when the one that waited is gone; there may be more
     */
    TcpSocket accept() throws IOException;
}
