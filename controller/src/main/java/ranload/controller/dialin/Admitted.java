package ranload.controller.dialin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.controller.config.TokenFile;
import ranload.link.BytePipe;
import ranload.link.DialHello;
import ranload.session.FailureException;

/** The newest connection of each agent that was let in, with what it was let in by. Thread-safe. */
final class Admitted {
    private static final Logger LOG = LoggerFactory.getLogger(Admitted.class);

    private final JoinTokens tokens;
    private final Map<String, Guest> byName = new ConcurrentHashMap<>();

    /** What kept the last look from seeing anything; empty for nothing. */
    private volatile String trouble = "";

    private record Guest(BytePipe pipe, String tokenHash) {}

    Admitted(JoinTokens tokens) {
        this.tokens = tokens;
    }

    /** This connection is that of this agent now. */
    void entered(DialHello hello, BytePipe pipe) {
        byName.put(hello.name(), new Guest(pipe, TokenFile.hash(hello.token())));
    }

    /** Closes the connections whose tokens have been taken away; none while the file cannot be read. Blocks. */
    void closeUnknown() {
        try {
            byName.entrySet().stream()
                    .filter(one -> !tokens.holds(one.getKey(), one.getValue().tokenHash()))
                    .toList()
                    .forEach(one -> close(one.getKey(), one.getValue()));
            trouble = "";
        } catch (FailureException e) {
            String seen = e.failure().message();
            if (!seen.equals(trouble)) {
                LOG.warn("whose token was taken away cannot be seen, so nobody's connection is closed: {}", seen);
            }
            trouble = seen;
        }
    }

    private void close(String name, Guest guest) {
        if (byName.remove(name, guest)) {
            LOG.warn(
                    "the token of {} has been taken away: its connection is closed",
                    guest.pipe().describe());
            guest.pipe().close();
        }
    }
}
