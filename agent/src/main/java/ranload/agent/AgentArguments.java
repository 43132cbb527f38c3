package ranload.agent;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ranload.agent.dial.DialTarget;
import ranload.session.Failure;

/**
 * What an agent's command line says.
 *
 * @param policy file with rules of this host's owner; null for none
 * @param io how sockets are to be driven, {@code epoll} or {@code nio}; null for the best there is
 * @param dial the controller that it dials; null when the controller has started it
 */
record AgentArguments(Path policy, String io, DialTarget dial) {
    static final String HELP = """
            usage: java -jar agent.jar [--policy FILE] [--io epoll|nio]
                     [--dial HOST:PORT --name NAME --token-file FILE --trust FILE|SHA256:FINGERPRINT]

            Without --dial an agent is started by its controller, which talks to it on stdin and stdout. With it, it
            connects to a controller whose configuration has agents.port, and does so again for ever. There,
            interface=NAME:NIC chooses a NIC of this machine.

              --policy FILE       what the owner of this machine allows, in YAML, besides
                                  /etc/ran-load-generator/agent.yaml
              --io epoll|nio      how sockets are driven (default: epoll where it works)
              --dial HOST:PORT    the controller, an IPv6 address in brackets
              --name NAME         who this machine is there
              --token-file FILE   with the token that the controller made: ranload token add NAME --role agent
              --trust FILE        PEM file with the controller's certificate or its authority; or SHA256: and the
                                  certificate's fingerprint
            """;

    private static final List<String> FLAGS =
            List.of("--policy", "--io", "--dial", "--name", "--token-file", "--trust");
    private static final List<String> OF_DIALLING = FLAGS.subList(2, FLAGS.size());

    /** @throws ranload.session.FailureException {@code bad_arguments} naming what an agent takes */
    static AgentArguments parse(String... args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length || !FLAGS.contains(args[i]) || given.put(args[i], args[i + 1]) != null) {
                throw wrong("an agent takes --policy FILE, --io epoll or nio, and to dial its controller --dial"
                        + " HOST:PORT, --name NAME, --token-file FILE, --trust FILE or SHA256:FINGERPRINT, each once,"
                        + " got " + String.join(" ", args));
            }
        }
        String policy = given.get("--policy");
        return new AgentArguments(policy == null ? null : Path.of(policy), given.get("--io"), dial(given));
    }

    /** The words that an agent behind a connection is given. */
    List<String> ofChild() {
        Stream<String> words = Stream.empty();
        if (policy != null) {
            words = Stream.concat(words, Stream.of("--policy", policy.toString()));
        }
        return Stream.concat(words, io == null ? Stream.empty() : Stream.of("--io", io))
                .toList();
    }

    private static DialTarget dial(Map<String, String> given) {
        if (OF_DIALLING.stream().noneMatch(given::containsKey)) {
            return null;
        }
        for (String flag : OF_DIALLING) {
            if (!given.containsKey(flag)) {
                throw wrong(flag + " is missing: --dial, --name, --token-file and --trust belong together");
            }
        }
        return DialTarget.parse(
                given.get("--dial"), given.get("--name"), Path.of(given.get("--token-file")), given.get("--trust"));
    }

    private static RuntimeException wrong(String what) {
        return Failure.of("bad_arguments", what).asException();
    }
}
