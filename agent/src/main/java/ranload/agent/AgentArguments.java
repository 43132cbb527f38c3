package ranload.agent;

import java.nio.file.Path;
import ranload.session.Failure;

/**
 * What an agent's command line says.
 *
 * @param policy file with rules of this host's owner; null for none
 * @param io how sockets are to be driven, {@code epoll} or {@code nio}; null for the best there is
 */
record AgentArguments(Path policy, String io) {
    /** @throws ranload.session.FailureException {@code bad_arguments} naming what an agent takes */
    static AgentArguments parse(String... args) {
        Path policy = null;
        String io = null;
        for (int i = 0; i < args.length; i += 2) {
            boolean valued = i + 1 < args.length;
            if (valued && args[i].equals("--policy") && policy == null) {
                policy = Path.of(args[i + 1]);
            } else if (valued && args[i].equals("--io") && io == null) {
                io = args[i + 1];
            } else {
                throw Failure.of(
                                "bad_arguments",
                                "an agent takes --policy FILE and --io epoll or nio, each once, got "
                                        + String.join(" ", args))
                        .asException();
            }
        }
        return new AgentArguments(policy, io);
    }
}
