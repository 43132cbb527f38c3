package ranload.link;

import java.util.regex.Pattern;
import ranload.session.AgentId;

/**
 * What an agent says first that has dialled its controller.
 *
 * @param name who it is, of the form of {@link AgentId#dialling}
 * @param token secret by which the controller knows that it is that one: 1 to 256 printable characters of ASCII
 * @param buildId the agent's; a controller of another build refuses it
 */
public record DialHello(String name, String token, String buildId) {
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,256}");
    private static final int LONGEST_BUILD = 128;

    public DialHello {
        if (name == null || token == null || buildId == null) {
            throw new IllegalArgumentException("name, token and build_id are needed");
        }
        AgentId.dialling(name);
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("token: 1 to 256 printable characters without blanks");
        }
        if (buildId.length() > LONGEST_BUILD) {
            throw new IllegalArgumentException("build_id: at most " + LONGEST_BUILD + " characters");
        }
    }

    /** The name as that of an agent. */
    public AgentId agent() {
        return AgentId.dialling(name);
    }

    /** Everything but the token. */
    @Override
    public String toString() {
        return "DialHello[name=" + name + ", buildId=" + buildId + "]";
    }
}
